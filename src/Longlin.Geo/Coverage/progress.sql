-- every rule's standing on a day, for the county and by area: a row a rule and area, the county's own without an area
with rules as (
  select * from unnest(@rules::text[], @subjects::text[], @services::text[], @thresholds::int[], @poorOnly::boolean[]) r (rule, subject, service, min_households, poor_only)
),
subjects as (
  select 'hamlet' as subject, h.id, coalesce(h.village_code, case when h.code ~ '^[0-9]{15}$' then left(h.code, 12) end) as area, h.households, h.population, h.poor_population, h.poor_population is distinct from 0 as poor
  from longlin.hamlets h
  where h.county_code = @county and h.status in ('open', 'closed') and coalesce(h.opened_on <= @asOf, true) and coalesce(h.closed_on > @asOf, h.status = 'open')
  union all
  select a.level, a.id, a.code, null, null, null, coalesce(a.poor_village, false)
  from longlin.areas a
  where a.county_code = @county and a.level in ('village', 'township') and coalesce(a.opened_on <= @asOf, true) and coalesce(a.closed_on > @asOf, true)
  union all
  select 'base', f.id, f.village_code, null, null, null, false
  from longlin.facilities f
  where f.county_code = @county and f.kind = 'industry_base' and f.status in ('open', 'closed') and coalesce(f.opened_on <= @asOf, true) and coalesce(f.closed_on > @asOf, f.status = 'open')
),
standing as (
  select c.service, c.subject, c.subject_id, c.verdict[width_bucket(@asOf, c.since)] as verdict, c.conflict[width_bucket(@asOf, c.since)] as conflict
  from longlin.coverage c where c.county_code = @county
),
assessed as (
  select r.rule, case @by when 'village' then left(s.area, 12) when 'township' then left(s.area, 9) end as area, s.households, s.population, s.poor_population, coalesce(c.conflict, false) as conflict,
    case when s.subject = 'hamlet' and r.min_households > 0 and s.households is null then 2 else coalesce(c.verdict, 2) end as verdict
  from rules r
  join subjects s on s.subject = r.subject and (s.subject <> 'hamlet' or s.households is null or s.households >= r.min_households) and (not r.poor_only or s.poor)
  left join standing c on c.service = r.service and c.subject = s.subject and c.subject_id = s.id
)
select rule, area, (select n.name from longlin.areas n where n.county_code = @county and n.code = area) as name,
  count(*) as total, count(*) filter (where verdict = 1) as met, count(*) filter (where verdict = 0) as not_met, count(*) filter (where verdict = 2) as unknown, count(*) filter (where conflict) as conflicts,
  coalesce(sum(households), 0) as households, coalesce(sum(households) filter (where verdict = 1), 0) as households_met,
  coalesce(sum(poor_population), 0) as poor_population, coalesce(sum(poor_population) filter (where verdict = 1), 0) as poor_population_met
from assessed
group by grouping sets ((rule), (rule, area))
having grouping(area) = 1 or area is not null
order by rule, area nulls first
