-- on a day: m² reclaimed inside red lines, m² that sites in use take, and how many of each do not state theirs
select l.reclaimed, l.untold as reclaimed_untold, s.used, s.untold as used_untold
from (
  select coalesce(sum(z.reclaimed_m2), 0)::float8 as reclaimed, count(*) filter (where z.reclaimed_m2 is null) as untold
  from longlin.zones z
  where z.county_code = @county and z.kind = 'vacated'
    and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
) l,
(
  select coalesce(sum(st_area(s.geom::geography)) filter (where st_dimension(s.geom) = 2), 0) as used,
    count(*) filter (where st_dimension(s.geom) is distinct from 2) as untold
  from longlin.sites s
  where s.county_code = @county and longlin.stands_on(s.status, s.opened_on, s.closed_on, @asOf)
) s
