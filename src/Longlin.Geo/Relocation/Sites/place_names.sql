-- names of facilities and areas by their codes
select code, name from longlin.facilities
where county_code = @county and code = any(@codes::text[]) and name is not null
union all
select code, name from longlin.areas
where county_code = @county and code = any(@codes::text[]) and name is not null
