-- undoes an import of heights: puts back the tiles it replaced; how many tiles were deleted and how many put back
with found as (
  select * from longlin.terrain_before b where b.import_id = @import::bigint
),
back as (
  insert into longlin.terrain (county_code, x, y, step_arcsec, tile, source)
  select f.county_code, f.x, f.y, f.step_arcsec, f.tile, f.source
  from found f
  where f.tile is not null
  on conflict (county_code, x, y) do update set
    step_arcsec = excluded.step_arcsec, tile = excluded.tile, source = excluded.source,
    imported_at = excluded.imported_at
  returning 1
),
gone as (
  delete from longlin.terrain t
  using found f
  where f.tile is null and t.county_code = f.county_code and t.x = f.x and t.y = f.y
  returning 1
),
forgotten as (
  delete from longlin.terrain_before b
  using found f
  where b.county_code = f.county_code and b.import_id = f.import_id and b.x = f.x and b.y = f.y
)
select (select count(*) from gone) as removed, (select count(*) from back) as restored
