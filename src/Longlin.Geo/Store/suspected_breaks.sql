-- which ends of staged lines join nothing within @joined metres though another line lies within @suspected metres
with ends as (
  select s.county_code, s.code, e.point,
    -- metres a degree at the end: lines are straight in degrees, as the network takes them, not great circles
    1000 * st_distance(e.point::geography, st_translate(e.point, 0.001, 0)::geography) as east,
    1000 * st_distance(e.point::geography, st_translate(e.point, 0, 0.001)::geography) as north
  from staging s cross join lateral (values (st_startpoint(s.geom)), (st_endpoint(s.geom))) e (point)
  where st_geometrytype(s.geom) = 'ST_LineString' and not st_isclosed(s.geom)
), near as (
  select e.code, e.point, t.code as other,
    st_distance(st_scale(e.point, e.east, e.north), st_scale(t.geom, e.east, e.north)) as metres
  from ends e
  join longlin.roads t on t.county_code = e.county_code and t.code <> e.code and st_dimension(t.geom) = 1
    -- a degree of latitude is 110,574 m or more; of longitude half of that up to 60 degrees north
    and t.geom && st_expand(e.point, @suspected::float8 / 55000, @suspected::float8 / 110000)
)
select code, (array_agg(other order by metres))[1] as other, min(metres) as metres
from near group by code, point
having min(metres) > @joined::float8 and min(metres) <= @suspected::float8
order by 3, 1
