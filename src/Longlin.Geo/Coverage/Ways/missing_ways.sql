-- the version of a county's coverage, and the services whose ways on a day do not belong to it and to these prices
select r.version,
  array(
    select s.service from unnest(@services::text[], @weights::float8[]) s (service, weight)
    where not exists (
      select from longlin.way_days d
      where d.county_code = r.county_code and d.service = s.service and d.day = @day and d.version = r.version
        and d.forecast = @forecast and d.build_weight = s.weight
    )
  ) as missing
from longlin.coverage_runs r
where r.county_code = @county
