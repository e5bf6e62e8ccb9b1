-- zones of these kinds, valid on a day, that drawn sites touch, with the m² in common (null for a point)
select d.n::int, z.kind, z.code, z.name,
  case when st_dimension(d.geom) = 2 then st_area(st_intersection(d.geom, z.geom)::geography) end as square_metres
from (
  select n, st_setsrid(st_geomfromwkb(wkb), 4490) as geom
  from unnest(@sites::bytea[]) with ordinality u (wkb, n)
) d
join longlin.zones z on z.county_code = @county and st_intersects(z.geom, d.geom)
where z.kind = any(@kinds::text[]) and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
order by d.n, array_position(@kinds::text[], z.kind), z.code
