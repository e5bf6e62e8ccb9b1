-- one hamlet, village or township with every service's pieces over all dates, and its ways on one
select p.subject, p.code, p.name, p.village_code, v.name as village, p.township_code, t.name as township,
  p.households, p.population, p.poor_population, st_x(p.place) as lon, st_y(p.place) as lat,
  c.service, c.since, c.verdict, c.reason, c.near_road, c.blocking, c.evidence, c.conflict, c.blocking_end,
  p.vacated_on,
  case when c.reason[k.k] = 'partly' then
    p.households - (p.attributes ->> c.blocking[coalesce(c.blocking_end[k.k - 1], 0) + 1])::int
  end as missing_households,
  w.subject_id is not null as has_way, w.reason as way_reason, w.distance_m, w.upgrade_m, w.build_m,
  w.blocking as way_blocking, w.closed, w.reopens, w.existing_upgrade_m, w.existing_build_m
from (
  select 'hamlet' as subject, h.id, h.county_code, h.code, h.name, h.in_village as village_code,
    h.in_township as township_code, h.households, h.population, h.poor_population, st_pointonsurface(h.geom) as place,
    case when longlin.closed_by(h.status, h.closed_on, @asOf) then h.closed_on end as vacated_on,
    to_jsonb(h) - 'geom' - 'geom_3857' as attributes
  from longlin.hamlets h
  where h.county_code = @county and h.code = @code
  union all
  select a.level, a.id, a.county_code, a.code, a.name, a.code, left(a.code, 9), null, null, null,
    st_setsrid(st_makepoint(a.seat_lon, a.seat_lat), 4490), null, null
  from longlin.areas a
  where a.county_code = @county and a.code = @code and a.level in ('village', 'township')
) p
left join longlin.areas v on v.county_code = p.county_code and v.code = p.village_code
left join longlin.areas t on t.county_code = p.county_code and t.code = p.township_code
left join longlin.coverage_by_forecast c on c.forecast = @forecast and c.county_code = p.county_code
  and c.subject = p.subject and c.subject_id = p.id
left join lateral (select width_bucket(@asOf, c.since) as k) k on true
left join longlin.ways w on w.county_code = c.county_code and w.service = c.service and w.day = @asOf
  and w.forecast = @forecast and w.subject = c.subject and w.subject_id = c.subject_id
order by c.service
