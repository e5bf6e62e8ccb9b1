-- how the subjects of rules stand on a day, for the county and by area: a row a rule and area, the county's without one
with rules as (
  select r.*
  from unnest(@rules::text[], @subjects::text[], @services::text[], @thresholds::int[], @poorOnly::boolean[])
    r (rule, subject, service, min_households, poor_only)
),
subjects as (
  select 'hamlet' as subject, h.id, h.in_village as village, h.in_township as township,
    case when @denominator = 'baseline' then h.baseline_households else h.households end as households,
    h.population, h.poor_population, h.poor_population is distinct from 0 as poor
  from longlin.hamlets h
  where h.county_code = @county
    and case
      when @denominator = 'baseline' then h.baseline_households is not null
      else longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
    end
  union all
  select a.level, a.id, left(a.code, 12), left(a.code, 9), null, null, null, coalesce(a.poor_village, false)
  from longlin.areas a
  where a.county_code = @county and a.level in ('village', 'township')
    and longlin.stands_on(a.status, a.opened_on, a.closed_on, @asOf)
  union all
  select 'base', f.id, left(f.village_code, 12), left(f.village_code, 9), null, null, null, false
  from longlin.facilities f
  where f.county_code = @county and f.kind = 'industry_base'
    and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
),
standing as (
  select c.service, c.subject, c.subject_id, c.verdict[width_bucket(@asOf, c.since)] as verdict,
    c.conflict[width_bucket(@asOf, c.since)] as conflict, c.reason[width_bucket(@asOf, c.since)] as reason
  from longlin.coverage_by_forecast c
  where c.forecast = @forecast and c.county_code = @county and c.service = any(@services::text[])
),
assessed as (
  select r.rule,
    -- what lies in no known area is summed under an empty code, so that the areas add up to the county
    case @by when 'village' then coalesce(s.village, '') when 'township' then coalesce(s.township, '') end as area,
    s.households, s.population, s.poor_population, coalesce(c.conflict, false) as conflict,
    case
      when s.subject = 'hamlet' and r.min_households > 0 and s.households is null then 2
      else coalesce(c.verdict, 2)
    end as verdict
  from rules r
  join subjects s on s.subject = r.subject
    and (s.subject <> 'hamlet' or s.households is null or s.households >= r.min_households)
    and (not r.poor_only or s.poor)
  left join standing c on c.service = r.service and c.subject = s.subject and c.subject_id = s.id
  where c.reason is distinct from 'not_asked'
)
select rule, area, (select n.name from longlin.areas n where n.county_code = @county and n.code = area) as name,
  count(*) as total,
  count(*) filter (where verdict = 1) as met,
  count(*) filter (where verdict = 0) as not_met,
  count(*) filter (where verdict = 2) as unknown,
  count(*) filter (where conflict) as conflicts,
  coalesce(sum(households), 0) as households,
  coalesce(sum(households) filter (where verdict = 1), 0) as households_met,
  coalesce(sum(poor_population), 0) as poor_population,
  coalesce(sum(poor_population) filter (where verdict = 1), 0) as poor_population_met
from assessed
group by grouping sets ((rule), (rule, area))
having grouping(area) = 1 or area is not null
order by rule, area nulls first
