-- zones of these kinds, valid on a day, and sites with land of their own that touch an area
select z.kind, z.geom
from longlin.areas a
join longlin.zones z on z.county_code = a.county_code and st_intersects(z.geom, a.geom)
where a.county_code = @county and a.code = @area and z.kind = any(@kinds::text[]) and z.status in ('open', 'closed')
  and coalesce(z.opened_on <= @asOf, true) and coalesce(z.closed_on > @asOf, z.status = 'open')
union all
select 'site', s.geom
from longlin.areas a
join longlin.sites s on s.county_code = a.county_code and st_intersects(s.geom, a.geom)
where a.county_code = @county and a.code = @area and st_dimension(s.geom) = 2 and s.status <> 'closed'
