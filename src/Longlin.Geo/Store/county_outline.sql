-- The outline of all counties, to some twenty metres.
select st_asbinary(st_union(st_makevalid(st_simplifypreservetopology(geom, 0.0002))))
from longlin.areas
where level = 'county' and geom is not null
