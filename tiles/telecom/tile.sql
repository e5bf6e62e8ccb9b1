-- fibre, exchanges, nodes and stations: exchanges from z7, all from z11; from afar not more than fit
select p.id, p.code, p.name, p.kind, p.status, p.technology,
  st_asmvtgeom(p.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.telecom p on p.geom_3857 && t.wide
where t.z >= 11 or t.z >= 7 and p.kind = 'exchange'
order by p.id
limit (select (case when z < 10 then 500 else 20000 end) >> thin from tile)
