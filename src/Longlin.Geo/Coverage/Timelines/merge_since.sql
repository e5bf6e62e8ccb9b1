-- merges what hamlet tiles carry, as merge_coverage does; where it changed, the outbox tells the readers of tiles
with gone as (
  delete from longlin.hamlet_since s
  where @all and s.county_code = @county and not exists (
    select from new_hamlet_since n where n.county_code = s.county_code and n.hamlet_id = s.hamlet_id
  )
  returning s.county_code, s.hamlet_id
),
changed as (
  insert into longlin.hamlet_since as s (county_code, hamlet_id, since)
  select county_code, hamlet_id, since from new_hamlet_since
  on conflict (county_code, hamlet_id) do update set since = excluded.since
  where s.since is distinct from excluded.since
  returning s.county_code, s.hamlet_id
),
told as (
  insert into longlin.outbox (county_code, layer, box)
  select h.county_code, 'hamlet_since', st_collect(h.geom_3857)
  from (select * from gone union all select * from changed) c
  join longlin.hamlets h on h.county_code = c.county_code and h.id = c.hamlet_id
  group by h.county_code
  returning 1
)
select pg_notify('longlin', 'hamlet_since') from told
