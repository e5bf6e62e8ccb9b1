-- hamlets as points, with the day since when each service is met
-- One county's hamlets are all shown; of many counties' those with most households, from afar.
select h.id, h.code, h.name, h.households, h.in_township as township_code, nullif(h.relocate, false) as relocate,
  s.since,
  st_asmvtgeom(
    case when st_dimension(h.geom_3857) = 0 then h.geom_3857 else st_pointonsurface(h.geom_3857) end,
    t.box, t.extent, t.buffer, true) as geom
from tile t
cross join lateral (
  select * from longlin.hamlets h
  where h.geom_3857 && t.wide and h.status in ('open', 'closed')
  order by h.households desc nulls last, h.id
  limit (
    select case when z >= 8 then 4500 else (case when z = 7 then 3000 else 1500 end) >> greatest(0, thin - 4) end
    from tile
  )
) h
left join longlin.hamlet_since s on s.county_code = h.county_code and s.hamlet_id = h.id
order by h.households desc nulls last, h.id
