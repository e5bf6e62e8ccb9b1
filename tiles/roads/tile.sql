-- roads: national and provincial from afar, county z8, township z10, village z11, tracks z12; major roads first
-- Far roads have no code and no name. Of more roads than fit, the major ones are kept.
-- The stored far shape leaves out two units of the grid of a tile at z10, half a pixel of a screen; at that zoom a road
-- is shown as it is stored.
select r.id, case when t.z >= 11 then r.code end as code, case when t.z >= 11 then r.name end as name, r.class,
  r.surface, r.status, r.surfaced_day as surfaced, r.prior_surface, r.opened_day as opened,
  st_asmvtgeom(
    case when t.z < 13 and t.z <> 10 then st_simplify(r.shape, t.unit * 2, true) else r.shape end,
    t.box, t.extent, t.buffer, true) as geom
from tile t
cross join lateral (
  select *, geom_3857_far as shape from longlin.roads where t.z <= 10 and geom_3857_far && t.wide
  union all
  select *, geom_3857 from longlin.roads where t.z > 10 and geom_3857 && t.wide
) r
where r.tile_rank <= (
  select case when z < 8 then 2 when z < 10 then 3 when z < 11 then 4 when z < 12 then 6 else 7 end from tile
)
order by r.tile_rank, r.id
limit (select (case when z >= 11 then 20000 when z = 10 then 3500 else 2000 end) >> thin from tile)
