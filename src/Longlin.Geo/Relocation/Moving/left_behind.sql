-- the place of a hamlet and how many households it had
select h.code, h.name, h.geom,
  coalesce(nullif(h.baseline_households, 0), nullif(h.households, 0)) as households
from longlin.hamlets h
where h.county_code = @county and h.code = @code
