-- Some vertices of the outer border of the staged areas.
with border as (
  select (st_dumppoints(st_boundary(st_union(st_makevalid(geom))))).geom as place
  from staging where geom is not null
), numbered as (
  select place, row_number() over () as n, count(*) over () as total from border
)
select st_x(place) as lon, st_y(place) as lat
from numbered
where n % greatest(1, total / @most) = 0
