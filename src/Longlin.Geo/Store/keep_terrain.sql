-- keeps the height tiles of a county, or one of them, as an import of heights finds them, so that it can be undone
insert into longlin.terrain_before (county_code, import_id, x, y, step_arcsec, tile, source)
select t.county_code, @import::bigint, t.x, t.y, t.step_arcsec, t.tile, t.source
from longlin.terrain t
where t.county_code = @county::text and (@x::int is null or (t.x = @x and t.y = @y))
union all
-- a tile that did not exist is kept as missing
select @county::text, @import::bigint, @x::int, @y::int, null, null, null
where @x is not null
  and not exists (select from longlin.terrain t where t.county_code = @county and t.x = @x and t.y = @y)
on conflict do nothing
