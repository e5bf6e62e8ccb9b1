-- which hamlets or villages lack a service on a day, what is missing, and the totals before paging
with subjects as (
  select 'hamlet' as subject, h.id, h.code, h.name, coalesce(h.village_code, case when h.code ~ '^[0-9]{15}$' then left(h.code, 12) end) as village_code,
    case when @denominator = 'baseline' then h.baseline_households else h.households end as households,
    h.population, h.poor_population, st_pointonsurface(h.geom) as place, h.geom as shape
  from longlin.hamlets h
  where h.county_code = @county and @subject = 'hamlet'
    and case when @denominator = 'baseline'
      then h.baseline_households is not null
      else h.status in ('open', 'closed') and coalesce(h.opened_on <= @asOf, true) and coalesce(h.closed_on > @asOf, h.status = 'open') end
  union all
  select 'village', a.id, a.code, a.name, a.code, null, null, null, st_setsrid(st_makepoint(a.seat_lon, a.seat_lat), 4490), a.geom
  from longlin.areas a
  where a.county_code = @county and @subject = 'village' and a.level = 'village'
    and coalesce(a.opened_on <= @asOf, true) and coalesce(a.closed_on > @asOf, true)
),
assessed as (
  select s.*,
    case when s.subject = 'hamlet' and @minHouseholds > 0 and s.households is null then 2 else coalesce(c.verdict[k.k], 2) end as verdict,
    case when s.subject = 'hamlet' and @minHouseholds > 0 and s.households is null then 'households_missing' else coalesce(c.reason[k.k], 'not_computed') end as reason,
    c.near_road[k.k] as near_road, c.distance_m[k.k] as distance_m, c.upgrade_m[k.k] as upgrade_m, c.build_m[k.k] as build_m, c.blocking[k.k] as blocking
  from subjects s
  left join longlin.coverage c on c.county_code = @county and c.service = @service and c.subject = s.subject and c.subject_id = s.id
  left join lateral (select width_bucket(@asOf, c.since) as k) k on true
  where (s.subject <> 'hamlet' or s.households is null or s.households >= @minHouseholds)
    and (@area is null or starts_with(s.village_code, @area) or starts_with(s.code, @area))
    and (@west is null or s.shape && st_makeenvelope(@west, @south, @east, @north, 4490))
),
matching as (select * from assessed where verdict = any(@verdicts)),
totals as (
  select count(*) as hamlets, coalesce(sum(households), 0) as households, coalesce(sum(population), 0) as population, coalesce(sum(poor_population), 0) as poor_population,
    (select count(*) from assessed) as assessed
  from matching
),
page as (
  select * from matching
  where @afterCode is null or (@bySize and (coalesce(households, -1), code) < (@afterHouseholds, @afterCode)) or (not @bySize and code > @afterCode)
  order by case when @bySize then coalesce(households, -1) end desc, case when @bySize then code end desc, code
  limit @limit
)
select t.hamlets, t.households, t.population, t.poor_population, t.assessed,
  p.subject, p.id, p.code, p.name, p.village_code, left(p.village_code, 9) as township_code,
  (select a.name from longlin.areas a where a.county_code = @county and a.code = left(p.village_code, 9)) as township,
  (select a.name from longlin.areas a where a.county_code = @county and a.code = p.village_code) as village,
  p.households, p.population, p.poor_population, p.verdict, p.reason, p.near_road, p.distance_m, p.upgrade_m, p.build_m, p.blocking, st_x(p.place) as lon, st_y(p.place) as lat
from totals t left join page p on true
