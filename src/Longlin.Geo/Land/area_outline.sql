-- the outline of an area of a county, or of the county itself
select code, name, geom from longlin.areas
where county_code = @county and geom is not null
  and case when @area::text is null then level = 'county' else code = @area end
order by id
limit 1
