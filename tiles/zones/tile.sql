-- zones in which something must not be built, or must be restored
select z.id, z.code, z.name, z.kind, z.status,
  st_asmvtgeom(z.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.zones z on z.geom_3857 && t.wide
where t.z >= 9
order by z.id
limit (select 20000 >> thin from tile)
