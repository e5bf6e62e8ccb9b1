-- deletes the changes older than @kept that the coverage of their county has seen
delete from longlin.outbox o
using longlin.coverage_runs r
where r.county_code = o.county_code and o.at < now() - @kept::interval
  and not longlin.committed_after(o.tx, r.snapshot)
