-- the counties in which something that coverage reads changed after the snapshot it was computed from
select distinct o.county_code
from longlin.outbox o
left join longlin.coverage_runs r on r.county_code = o.county_code
where o.layer = any(@layers) and (r.snapshot is null or longlin.committed_after(o.tx, r.snapshot))
