-- deletes the changes older than $1 that the coverage of their county has seen
delete from longlin.outbox o
using longlin.coverage_runs r
where r.county_code = o.county_code and o.at < now() - $1::interval and pg_visible_in_snapshot(o.tx, r.snapshot)
