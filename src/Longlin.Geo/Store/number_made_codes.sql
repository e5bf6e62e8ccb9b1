-- numbers the codes that were made from the same place: the second becomes code-2, the third code-3
update staging s
set code = n.code || '-' || n.n
from (
  select ctid as at, code, row_number() over (partition by county_code, code order by row_number) as n
  from staging
  where code_made
) n
where s.ctid = n.at and n.n > 1
