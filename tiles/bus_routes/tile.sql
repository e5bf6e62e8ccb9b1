-- bus routes as the layer holds them; of more than fit, the first ones
select x.id, x.code, x.name, x.status, x.runs,
  st_asmvtgeom(x.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.bus_routes x on x.geom_3857 && t.wide
where t.z >= 9
order by x.id
limit (select 20000 >> thin from tile)
