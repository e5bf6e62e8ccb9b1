-- Some places of what is staged, spread over the file: points, two vertices of a line, the middle of an area.
with sampled as (
  select geom from staging where geom is not null and row_number % @every = 0 limit @most
)
select st_x(p.place) as lon, st_y(p.place) as lat
from sampled s
cross join lateral (select st_geometryn(s.geom, 1) as part) g
cross join lateral (
  select case st_dimension(g.part) when 0 then g.part when 1 then st_startpoint(g.part) else st_centroid(g.part) end
    as place
  union all
  select st_pointn(g.part, (st_npoints(g.part) + 1) / 2) where st_dimension(g.part) = 1
) p
