-- numbers the codes that several staged rows share, in the file's order: the second becomes code-2, the third code-3
update staging s
set code = n.code || '-' || n.n
from (
  select ctid as at, code, row_number() over (partition by county_code, code order by row_number) as n
  from staging
) n
where s.ctid = n.at and n.n > 1
returning s.row_number as row, n.code as before, s.code as after
