-- land reclaimed inside red lines against land that sites in use take, square metres on a day, and how many of each do not tell theirs
select l.reclaimed, l.untold, s.used, s.untold
from (
  select coalesce(sum(z.reclaimed_m2), 0)::float8 as reclaimed, count(*) filter (where z.reclaimed_m2 is null) as untold
  from longlin.zones z
  where z.county_code = @county and z.kind = 'vacated' and z.status in ('open', 'closed') and coalesce(z.opened_on <= @asOf, true) and coalesce(z.closed_on > @asOf, z.status = 'open')
) l,
(
  select coalesce(sum(st_area(s.geom::geography)) filter (where st_dimension(s.geom) = 2), 0) as used, count(*) filter (where st_dimension(s.geom) is distinct from 2) as untold
  from longlin.sites s
  where s.county_code = @county and s.status in ('open', 'closed') and coalesce(s.opened_on <= @asOf, true) and coalesce(s.closed_on > @asOf, s.status = 'open')
) s
