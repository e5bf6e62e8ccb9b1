-- the verdicts of a forecast, from the temporary table that they were copied into
insert into longlin.forecast_coverage (
  forecast, county_code, service, subject, subject_id, since, verdict, reason, near_road, blocking, blocking_end,
  evidence, conflict
)
select @forecast, n.county_code, n.service, n.subject, n.subject_id, n.since, n.verdict, n.reason, n.near_road,
  n.blocking, n.blocking_end, n.evidence, n.conflict
from new_coverage n
