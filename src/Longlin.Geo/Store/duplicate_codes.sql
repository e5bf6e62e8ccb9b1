-- which staged rows have a code that an earlier row of the file has, and which row that is
select row_number, code, first_row
from (
  select row_number, code, min(row_number) over (partition by county_code, code) as first_row from staging
) s
where row_number > first_row
order by row_number
