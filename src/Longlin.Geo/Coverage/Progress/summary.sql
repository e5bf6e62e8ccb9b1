-- how many subjects of each township or village are met, not met and unknown on a day
with assessed as (
  select case when @by = 'village' then s.village else s.township end as code, s.households,
    case
      when @subject = 'hamlet' and @minHouseholds > 0 and s.households is null then 2
      else coalesce(c.verdict[width_bucket(@asOf, c.since)], 2)
    end as verdict
  from (
    select 'hamlet' as subject, h.id, h.in_village as village, h.in_township as township, h.households
    from longlin.hamlets h
    where h.county_code = @county and @subject = 'hamlet'
      and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
    union all
    select a.level, a.id, a.code, left(a.code, 9), null
    from longlin.areas a
    where a.county_code = @county and @subject in ('village', 'township') and a.level = @subject
      and longlin.stands_on(a.status, a.opened_on, a.closed_on, @asOf)
  ) s
  left join longlin.coverage c
    on c.county_code = @county and c.service = @service and c.subject = s.subject and c.subject_id = s.id
  where s.subject <> 'hamlet' or s.households is null or s.households >= @minHouseholds
)
select coalesce(a.code, '') as code,
  (select n.name from longlin.areas n where n.county_code = @county and n.code = a.code) as name,
  count(*) as total,
  count(*) filter (where verdict = 1) as met,
  count(*) filter (where verdict = 0) as not_met,
  count(*) filter (where verdict = 2) as unknown,
  coalesce(sum(households), 0) as households,
  coalesce(sum(households) filter (where verdict = 1), 0) as households_met
from assessed a
group by a.code
order by a.code
