-- what lies on the sheet of a red line: layer, code, name, kind and shape in the sheet's projection, within a box
with sheet as (
  select st_expand(st_transform(@shape::geometry, @srid), @metres) as box
),
place as (
  select st_transform(box, 4490) as box from sheet
)
select n.layer, n.code, n.name, n.kind, st_intersection(st_transform(n.geom, @srid), s.box) as shape
from (
  select 'zones' as layer, z.code, z.name, z.kind, z.geom
  from longlin.zones z, place p
  where z.county_code = @county and z.geom && p.box and z.kind <> 'vacated'
    and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
  union all
  select 'roads', r.code, r.name, r.surface, r.geom
  from longlin.roads r, place p
  where r.county_code = @county and r.geom && p.box and longlin.stands_on(r.status, r.opened_on, r.closed_on, @asOf)
  union all
  select 'facilities', f.code, f.name, f.kind, f.geom
  from longlin.facilities f, place p
  where f.county_code = @county and f.geom && p.box and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
  union all
  select 'hamlets', h.code, h.name, null, h.geom
  from longlin.hamlets h, place p
  where h.county_code = @county and h.geom && p.box
) n, sheet s
where n.geom is not null and st_intersects(st_transform(n.geom, @srid), s.box)
order by case n.layer when 'zones' then 0 when 'roads' then 1 when 'facilities' then 2 else 3 end, n.code
