-- The features of the staged counties that the file does not mention, and how many features those counties have.
select t.code, count(*) over () as removed,
  (select count(*) from longlin.roads r where r.county_code in (select distinct county_code from staging)) as present
from longlin.roads t
where t.county_code in (select distinct county_code from staging)
  and not exists (select from staging s where s.county_code = t.county_code and s.code = t.code)
  and t.code <> all (@kept)
order by t.code
limit @most
