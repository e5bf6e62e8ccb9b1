-- completes the record of an import with what was read, changed and rejected
update longlin.imports set
  file_hash = @fileHash, file_bytes = @fileBytes, options = @options, actor = longlin.actor(), rows_read = @read,
  rows_inserted = @inserted, rows_updated = @updated, rows_unchanged = @unchanged, rows_deleted = @deleted,
  rows_rejected = @rejected, rejects = @rejects, repairs = @repairs
where id = @import
