-- completes the record of an import with what was read, changed and rejected
update longlin.imports set
  file_hash = $2, file_bytes = $3, options = $4, actor = longlin.actor(), rows_read = $5, rows_inserted = $6, rows_updated = $7,
  rows_unchanged = $8, rows_rejected = $9, rejects = $10
where id = $1
