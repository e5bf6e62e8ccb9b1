-- which files were imported by whom and when, the latest first, with what each changed
select id, layer, file_name, actor, started_at, rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted,
  rows_rejected, jsonb_array_length(repairs) > 0 as has_repairs, undone_at, undone_by
from longlin.imports
where (@layer::text is null or layer = @layer) and (@before::bigint is null or id < @before)
order by id desc
limit @limit
