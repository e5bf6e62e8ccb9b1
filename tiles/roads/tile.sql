-- roads: the great ones from afar, village roads from z10, tracks from z12
select r.id, r.code, r.name, r.class, r.surface, r.status,
  (extract(year from r.surfaced_on) * 10000 + extract(month from r.surfaced_on) * 100 + extract(day from r.surfaced_on))::int as surfaced,
  r.prior_surface,
  (extract(year from r.opened_on) * 10000 + extract(month from r.opened_on) * 100 + extract(day from r.opened_on))::int as opened,
  st_asmvtgeom(case when t.z < 13 then st_simplify(r.geom_3857, t.unit * 2, true) else r.geom_3857 end, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.roads r on r.geom_3857 && t.wide
where r.class is null and t.z >= 8 or r.class in ('G', 'S', 'X') or r.class = 'Y' and t.z >= 9 or r.class = 'C' and t.z >= 10 or r.class = 'Z' and t.z >= 12
