-- counties, from z7 townships and from z10 villages: an outline, and a point where the seat is
-- The stored far shape leaves out two units of the grid of a tile at z10, half a pixel of a screen.
select id, code, name, level, poor_village, geom
from (
  select a.id, a.code, a.name, a.level, nullif(a.poor_village, false) as poor_village, 1 as part,
    st_asmvtgeom(
      case
        when t.z < 11 then st_simplify(a.geom_3857_far, t.unit * 4, true)
        when t.z = 11 then st_simplify(a.geom_3857, t.unit * 4, true)
        else a.geom_3857
      end,
      t.box, t.extent, t.buffer, true) as geom
  from tile t
  join longlin.areas a on a.geom_3857 && t.wide
  where a.level = 'county' or a.level = 'township' and t.z >= 7 or t.z >= 10
  union all
  select a.id, a.code, a.name, a.level, nullif(a.poor_village, false), 2,
    st_asmvtgeom(a.seat_3857, t.box, t.extent, t.buffer, true)
  from tile t
  join longlin.areas a on a.seat_3857 && t.wide
  where a.level = 'county' or a.level = 'township' and t.z >= 7 or t.z >= 10
) parts
order by id, part
