-- every hamlet of an area with its verdicts over all dates: a row a hamlet and service
select h.id, h.code, h.name, v.name as village, h.in_township as township, h.households, h.population,
  st_x(p.place) as lon, st_y(p.place) as lat, h.opened_on as opened,
  -- closed without a date, it never existed: from the first day on
  case when longlin.closed_by(h.status, h.closed_on, '-infinity') then date '-infinity' else h.closed_on end as closed,
  c.service, c.since, c.verdict
from longlin.hamlets h
cross join lateral (select st_pointonsurface(h.geom) as place) p
left join longlin.areas v on v.county_code = h.county_code and v.code = h.in_village
left join longlin.coverage_by_forecast c
  on c.forecast = @forecast and c.county_code = h.county_code and c.subject = 'hamlet' and c.subject_id = h.id
where h.county_code = @county and h.geom is not null and h.status in ('open', 'closed')
  and (@area::text is null or starts_with(h.in_village, @area) or h.code = @area)
order by h.id, c.service
