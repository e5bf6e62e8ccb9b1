-- facilities as the layer holds them; of more than fit, the first ones
select x.id, x.code, x.name, x.status, x.kind, x.village_code,
  st_asmvtgeom(x.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.facilities x on x.geom_3857 && t.wide
where t.z >= 11
order by x.id
limit (select 20000 >> thin from tile)
