-- fibre, exchanges, nodes and stations
select p.id, p.code, p.name, p.kind, p.status, p.technology, st_asmvtgeom(p.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.telecom p on p.geom_3857 && t.wide
where t.z >= 11 or p.kind = 'exchange'
