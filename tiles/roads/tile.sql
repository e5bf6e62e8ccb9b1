-- roads: national and provincial ones from afar, county roads from z8, township roads from z10, village roads from z11, tracks from z12; far ones without code and name; of more than fit, the great ones
select r.id, case when t.z >= 11 then r.code end as code, case when t.z >= 11 then r.name end as name, r.class, r.surface, r.status,
  (extract(year from r.surfaced_on) * 10000 + extract(month from r.surfaced_on) * 100 + extract(day from r.surfaced_on))::int as surfaced,
  r.prior_surface,
  (extract(year from r.opened_on) * 10000 + extract(month from r.opened_on) * 100 + extract(day from r.opened_on))::int as opened,
  st_asmvtgeom(case when t.z < 10 then st_simplify(r.geom_3857_far, t.unit * 2, true) when t.z = 10 then r.geom_3857_far when t.z < 13 then st_simplify(r.geom_3857, t.unit * 2, true) else r.geom_3857 end, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.roads r on r.geom_3857 && t.wide
where r.class in ('G', 'S') or r.class = 'X' and t.z >= 8 or r.class = 'Y' and t.z >= 10 or (r.class = 'C' or r.class is null) and t.z >= 11 or r.class = 'Z' and t.z >= 12
order by array_position(array['G', 'S', 'X', 'Y', 'C', null, 'Z'], r.class), r.id
limit (select case when z >= 11 then 20000 when z = 10 then 3500 else 2000 end from tile)
