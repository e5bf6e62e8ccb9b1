-- every hamlet of an area with its verdicts over all dates: a row a hamlet and service
select h.id, h.code, h.name, v.name as village, left(h.village_code, 9) as township_code, h.households, h.population,
  st_x(p.place) as lon, st_y(p.place) as lat, h.opened_on, case when h.closed_on is null and h.status = 'closed' then date '-infinity' else h.closed_on end,
  c.service, c.since, c.verdict
from longlin.hamlets h
cross join lateral (select st_pointonsurface(h.geom) as place) p
left join longlin.areas v on v.county_code = h.county_code and v.code = h.village_code
left join longlin.coverage c on c.county_code = h.county_code and c.subject = 'hamlet' and c.subject_id = h.id
where h.county_code = $1 and h.geom is not null and h.status in ('open', 'closed')
  and ($2::text is null or starts_with(h.village_code, $2) or h.code = $2)
order by h.id, c.service
