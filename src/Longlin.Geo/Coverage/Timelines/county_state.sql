-- the county that holds an area or hamlet (or the home county), and what its coverage was computed from
select c.county_code, coalesce(r.version, 0) as version, r.standard, r.standard_version, r.data_date,
  exists (select from longlin.settings where key = 'synthetic' and value = 'true') as synthetic
from (
  select longlin.home_county() as county_code where @code::text is null
  union
  select county_code from longlin.areas where @code::text is not null and code = @code
  union
  select county_code from longlin.hamlets where @code::text is not null and code = @code
) c
left join longlin.coverage_runs r using (county_code)
order by c.county_code
limit 1
