-- the version of a county's coverage for which a forecast is not there yet
select r.version from longlin.coverage_runs r
where r.county_code = @county and not exists (
  select from longlin.forecast_runs f
  where f.county_code = r.county_code and f.forecast = @forecast and f.version = r.version
)
