-- sites of a county by their codes
select code, name, geom, status, housing_m2, school_places, water_l_per_day, capacity_persons
from longlin.sites
where county_code = @county and code = any(@codes::text[])
