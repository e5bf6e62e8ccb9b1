-- the counties in which something that coverage reads changed after the snapshot it was computed from
select distinct o.county_code
from longlin.outbox o
left join longlin.coverage_runs r on r.county_code = o.county_code
where o.layer = any($1)
  and (r.snapshot is null or (o.tx >= pg_snapshot_xmin(r.snapshot) and not pg_visible_in_snapshot(o.tx, r.snapshot)))
