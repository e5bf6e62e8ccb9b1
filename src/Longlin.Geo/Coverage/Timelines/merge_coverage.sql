-- merges the new verdicts of a county: what differs is updated, and with @all (every verdict was sent) the rest deleted
with gone as (
  delete from longlin.coverage c
  where @all and c.county_code = @county and not exists (
    select from new_coverage n
    where n.county_code = c.county_code and n.service = c.service
      and n.subject = c.subject and n.subject_id = c.subject_id
  )
)
insert into longlin.coverage as c (
  county_code, subject, subject_id, service, since, verdict, reason, near_road,
  blocking, blocking_end, evidence, conflict)
select
  county_code, subject, subject_id, service, since, verdict, reason, near_road,
  blocking, blocking_end, evidence, conflict
from new_coverage
on conflict (county_code, service, subject, subject_id) do update set
  since = excluded.since, verdict = excluded.verdict, reason = excluded.reason, near_road = excluded.near_road,
  blocking = excluded.blocking, blocking_end = excluded.blocking_end, evidence = excluded.evidence,
  conflict = excluded.conflict
where (
  c.since, c.verdict, c.reason, c.near_road, c.blocking, c.blocking_end,
  c.evidence, c.conflict
) is distinct from (
  excluded.since, excluded.verdict, excluded.reason, excluded.near_road, excluded.blocking, excluded.blocking_end,
  excluded.evidence, excluded.conflict
)
