-- How far places lie from the nearest road; no rows where there are no roads.
select p.n, (
    select st_distance(r.geom::geography, p.place::geography)
    from longlin.roads r
    where r.geom is not null
    order by r.geom <-> p.place
    limit 1
  ) as metres
from (
  select c.n, st_setsrid(st_point(c.lon, c.lat), 4490) as place
  from unnest(@lon::float8[], @lat::float8[]) with ordinality as c (lon, lat, n)
) p
where exists (select from longlin.roads where geom is not null)
order by p.n
