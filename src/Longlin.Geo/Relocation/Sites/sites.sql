-- relocation sites, planned ones too, that are not closed on a day, with the persons who have moved there until then
select s.code, s.name, s.status, s.mode, s.opened_on, s.housing_m2, s.school_places, s.water_l_per_day,
  s.capacity_persons, coalesce(m.persons, 0)::bigint as persons, coalesce(m.unknown, 0)::bigint as persons_unknown,
  st_x(p.place) as lon, st_y(p.place) as lat, t.code as township_code, t.name as township, s.geom,
  case when st_dimension(s.geom) = 2 then st_area(s.geom::geography) end as square_metres
from longlin.sites s
cross join lateral (select st_pointonsurface(s.geom) as place) p
left join lateral (
  select sum(m.persons) filter (where m.moved_on <= @asOf) as persons,
    count(*) filter (where m.persons is null or m.moved_on is null) as unknown
  from longlin.moves m
  where m.county_code = s.county_code and m.site_code = s.code and m.status in ('open', 'closed')
) m on true
left join lateral (
  select a.code, a.name from longlin.areas a
  where a.county_code = s.county_code and a.level = 'township' and st_intersects(a.geom, p.place)
  order by a.code
  limit 1
) t on true
where s.county_code = @county and not longlin.closed_by(s.status, s.closed_on, @asOf)
order by s.code
