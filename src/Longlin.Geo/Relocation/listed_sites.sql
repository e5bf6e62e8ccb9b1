-- sites of a county by their codes
select code, name, geom, capacity_persons, status
from longlin.sites
where county_code = @county and code = any(@codes::text[])
