-- for each drawn site its area in m², the m² outside the county, its township, and whether it touches the county
-- (Where the county has no outline, the part outside is null.)
select d.n::int, st_area(d.geom::geography) as square_metres,
  case
    when c.geom is null then null
    when st_covers(c.geom, d.geom) then 0
    else st_area(st_difference(d.geom, c.geom)::geography)
  end as outside_m2,
  t.code as township_code, t.name as township, c.geom is null or st_intersects(c.geom, d.geom) as inside
from (
  select n, st_setsrid(st_geomfromwkb(wkb), 4490) as geom
  from unnest(@sites::bytea[]) with ordinality u (wkb, n)
) d
left join lateral (
  select a.geom from longlin.areas a
  where a.county_code = @county and a.level = 'county'
  order by a.id
  limit 1
) c on true
left join lateral (
  select a.code, a.name from longlin.areas a
  where a.county_code = @county and a.level = 'township' and st_intersects(a.geom, st_pointonsurface(d.geom))
  order by a.id
  limit 1
) t on true
order by d.n
