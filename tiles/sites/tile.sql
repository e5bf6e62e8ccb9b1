-- relocation sites, from z7; from afar the largest
select s.id, s.code, s.name, s.status, s.mode, s.capacity_persons,
  st_asmvtgeom(s.geom_3857, t.box, t.extent, t.buffer, true) as geom
from tile t
join longlin.sites s on s.geom_3857 && t.wide
where t.z >= 7
order by s.capacity_persons desc nulls last, s.id
limit (select (case when z < 10 then 500 else 20000 end) >> thin from tile)
