-- power lines, sources and transformers: main lines and substations from z7, all from z11; from afar the largest
select p.id, p.code, p.name, p.kind, p.status, p.energised, p.voltage_kv,
  st_asmvtgeom(p.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.power p on p.geom_3857 && t.wide
where t.z >= 11 or t.z >= 7 and (p.kind = 'substation' or p.kind = 'line' and p.voltage_kv >= 35)
order by p.voltage_kv desc nulls last, p.id
limit (select (case when z < 10 then 1000 else 20000 end) >> thin from tile)
