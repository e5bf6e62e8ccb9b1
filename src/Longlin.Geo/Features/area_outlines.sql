-- the outlines of the townships in a rectangle, for the ground of a small map
select st_simplifypreservetopology(a.geom, @tolerance::float8) as geom
from longlin.areas a
where a.county_code = longlin.home_county() and a.level = 'township'
  and a.geom && st_makeenvelope(@west::float8, @south::float8, @east::float8, @north::float8, 4490)
order by a.id
limit 100
