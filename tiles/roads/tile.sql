-- roads: national and provincial ones from afar, county roads from z8, township roads from z10, village roads from z11, tracks from z12; far ones without code and name; of more than fit, the great ones
select r.id, case when t.z >= 11 then r.code end as code, case when t.z >= 11 then r.name end as name, r.class, r.surface, r.status,
  (date_part('year', r.surfaced_on) * 10000 + date_part('month', r.surfaced_on) * 100 + date_part('day', r.surfaced_on))::int as surfaced,
  r.prior_surface,
  (date_part('year', r.opened_on) * 10000 + date_part('month', r.opened_on) * 100 + date_part('day', r.opened_on))::int as opened,
  st_asmvtgeom(case when t.z < 13 and t.z <> 10 then st_simplify(r.shape, t.unit * 2, true) else r.shape end, t.box, t.extent, t.buffer, true) as geom
from tile t
cross join lateral (
  select *, geom_3857_far as shape from longlin.roads where t.z <= 10 and geom_3857_far && t.wide
  union all
  select *, geom_3857 from longlin.roads where t.z > 10 and geom_3857 && t.wide
) r
where r.class in ('G', 'S') or r.class = 'X' and t.z >= 8 or r.class = 'Y' and t.z >= 10 or (r.class = 'C' or r.class is null) and t.z >= 11 or r.class = 'Z' and t.z >= 12
order by array_position(array['G', 'S', 'X', 'Y', 'C', null, 'Z'], r.class), r.id
limit (select (case when z >= 11 then 20000 when z = 10 then 3500 else 2000 end) >> thin from tile)
