-- completes the record of an import of heights with the tiles it wrote
update longlin.imports
set rows_read = @tiles::bigint, rows_inserted = @tiles::bigint - @merged::bigint, rows_updated = @merged::bigint
where id = @import::bigint
