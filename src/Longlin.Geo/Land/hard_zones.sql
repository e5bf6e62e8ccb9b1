-- zones of these kinds, valid on a day, and the land of sites that touch an area
select z.kind, z.geom
from longlin.areas a
join longlin.zones z on z.county_code = a.county_code and st_intersects(z.geom, a.geom)
where a.county_code = @county and a.code = @area and z.kind = any(@kinds::text[])
  and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
union all
-- a site that is a point takes the land of its people around it, 100 of them where it does not say how many
select 'site',
  case st_dimension(s.geom)
    when 2 then s.geom
    else st_buffer(
      s.geom::geography,
      sqrt(coalesce(s.capacity_persons, 100) * @squareMetresPerPerson / pi())
    )::geometry
  end
from longlin.areas a
join longlin.sites s on s.county_code = a.county_code and st_dwithin(s.geom, a.geom, 0.02)
where a.county_code = @county and a.code = @area and s.status <> 'closed'
