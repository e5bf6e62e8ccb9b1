-- hamlets that exist on a day, with the nearest dangerous zone and the share of their ground inside fragile zones
with zone as materialized (
  select z.kind, z.geom
  from longlin.zones z
  where z.county_code = @county and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
    and (z.kind = any(@harshKinds::text[]) or z.kind = any(@fragileKinds::text[]))
),
there as materialized (
  select h.*,
    case
      when h.geom is null then null
      when st_dimension(h.geom) = 0
        then st_setsrid(st_buffer(h.geom::geography, @pointRadius::float8)::geometry, 4490)
      else h.geom
    end as ground
  from longlin.hamlets h
  where h.county_code = @county and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
    and (@area::text is null or starts_with(h.in_village, @area) or starts_with(h.code, @area))
)
select t.code, t.name, t.in_village, v.name as village, t.in_township, o.name as township, t.households, t.population,
  t.consenting_households, coalesce(t.relocate, false) as relocate, t.dispersed,
  st_x(st_pointonsurface(t.geom)) as lon, st_y(st_pointonsurface(t.geom)) as lat,
  near.kind as harsh_kind, near.metres as harsh_metres, inside.share as fragile_share, inside.kinds as fragile_kinds,
  exists (select from zone where kind = any(@harshKinds::text[])) as harsh_known,
  exists (select from zone where kind = any(@fragileKinds::text[])) as fragile_known
from there t
left join longlin.areas v on v.county_code = t.county_code and v.code = t.in_village
left join longlin.areas o on o.county_code = t.county_code and o.code = t.in_township
left join lateral (
  -- a degree of longitude is nine tenths of one of latitude here: the nearest in metres is among the four nearest in
  -- degrees
  select n.kind, st_distance(n.geom::geography, t.geom::geography) as metres
  from (
    select z.kind, z.geom from zone z
    where z.kind = any(@harshKinds::text[])
    order by st_distance(z.geom, t.geom)
    limit 4
  ) n
  order by 2, 1
  limit 1
) near on t.geom is not null
left join lateral (
  select st_area(st_intersection(t.ground, st_union(z.geom))) / nullif(st_area(t.ground), 0) as share,
    array_agg(distinct z.kind) as kinds
  from zone z
  where z.kind = any(@fragileKinds::text[]) and z.geom && t.ground and st_intersects(z.geom, t.ground)
) inside on t.geom is not null
order by t.code
