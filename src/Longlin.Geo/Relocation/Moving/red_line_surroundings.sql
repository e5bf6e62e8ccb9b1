-- what lies on the sheet of a red line: layer, code, name, kind and shape in the sheet's projection, within a box around it
with sheet as (select st_expand(st_transform(@shape::geometry, @srid), @metres) as box),
place as (select st_transform(box, 4490) as box from sheet)
select n.layer, n.code, n.name, n.kind, st_intersection(st_transform(n.geom, @srid), s.box) from (
  select 'zones' as layer, z.code, z.name, z.kind, z.geom from longlin.zones z, place p where z.county_code = @county and z.geom && p.box and z.kind <> 'vacated' and z.status in ('open', 'closed') and coalesce(z.opened_on <= @asOf, true) and coalesce(z.closed_on > @asOf, z.status = 'open')
  union all
  select 'roads', r.code, r.name, r.surface, r.geom from longlin.roads r, place p where r.county_code = @county and r.geom && p.box and r.status in ('open', 'closed') and coalesce(r.opened_on <= @asOf, true) and coalesce(r.closed_on > @asOf, r.status = 'open')
  union all
  select 'facilities', f.code, f.name, f.kind, f.geom from longlin.facilities f, place p where f.county_code = @county and f.geom && p.box and f.status in ('open', 'closed') and coalesce(f.opened_on <= @asOf, true) and coalesce(f.closed_on > @asOf, f.status = 'open')
  union all
  select 'hamlets', h.code, h.name, null, h.geom from longlin.hamlets h, place p where h.county_code = @county and h.geom && p.box
) n, sheet s
where n.geom is not null and st_intersects(st_transform(n.geom, @srid), s.box)
order by case n.layer when 'zones' then 0 when 'roads' then 1 when 'facilities' then 2 else 3 end, n.code
