-- other sites of the layer that drawn sites overlap, with the m² in common (null where one of them is a point)
select d.n::int, s.code, s.name,
  case
    when st_dimension(d.geom) = 2 and st_dimension(s.geom) = 2
      then st_area(st_intersection(d.geom, s.geom)::geography)
  end as square_metres
from (
  select n, st_setsrid(st_geomfromwkb(wkb), 4490) as geom, own
  from unnest(@sites::bytea[], @codes::text[]) with ordinality u (wkb, own, n)
) d
join longlin.sites s on s.county_code = @county and st_intersects(s.geom, d.geom) and s.code is distinct from d.own
where s.status <> 'closed'
order by d.n, s.code
