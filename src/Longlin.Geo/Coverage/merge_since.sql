-- the same for what tiles carry
with gone as (
  delete from longlin.hamlet_since s where s.county_code = $1 and not exists (select from new_hamlet_since n where n.county_code = s.county_code and n.hamlet_id = s.hamlet_id)
)
insert into longlin.hamlet_since as s (county_code, hamlet_id, since) select county_code, hamlet_id, since from new_hamlet_since
on conflict (county_code, hamlet_id) do update set since = excluded.since where s.since is distinct from excluded.since
