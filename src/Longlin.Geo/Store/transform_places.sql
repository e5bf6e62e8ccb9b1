-- Where coordinates of a system lie in degrees of WGS 84, and in degrees of the system's own datum.
select st_x(p.place) as lon, st_y(p.place) as lat, st_x(p.own) as base_lon, st_y(p.own) as base_lat
from (
  select c.n, st_transform(st_point(c.x, c.y), @system, 4326) as place,
    case when @base <> '' then st_transform(st_point(c.x, c.y), @system, @base) end as own
  from unnest(@x::float8[], @y::float8[]) with ordinality as c (x, y, n)
) p
order by p.n
