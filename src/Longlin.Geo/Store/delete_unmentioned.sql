-- Deletes the features of the staged counties that the file does not mention.
delete from longlin.roads t
where t.county_code in (select distinct county_code from staging)
  and not exists (select from staging s where s.county_code = t.county_code and s.code = t.code)
  and t.code <> all (@kept)
