-- reservoirs of an area that stand on a day, with the hamlets near them that lie lower and those of unknown height
with there as (
  select w.id, w.code, w.name, w.danger_class, w.elevation_m, w.geom,
    coalesce(w.danger_class = any(@dangerous), false) as dangerous
  from longlin.water w
  where w.county_code = @county and w.kind = 'reservoir'
    and longlin.stands_on(w.status, w.opened_on, w.closed_on, @asOf)
    and (@all or w.danger_class = any(@dangerous))
    and (@area::text is null or exists (
      select from longlin.areas a
      where a.county_code = w.county_code and a.code = @area and st_intersects(a.geom, w.geom)
    ))
),
near as (
  select t.id, h.code, h.name, h.households, h.population, t.elevation_m - h.elevation_m as below_m, d.metres
  from there t
  join longlin.hamlets h on h.county_code = @county
    and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
    -- a degree of latitude is 110,574 m or more; of longitude half of that up to 60 degrees north
    and h.geom && st_expand(t.geom, @within::float8 / 55000, @within::float8 / 110000)
  cross join lateral (select st_distance(t.geom::geography, h.geom::geography) as metres) d
  where d.metres <= @within::float8
    and (t.elevation_m is null or h.elevation_m is null or h.elevation_m < t.elevation_m)
)
select t.code, t.name, t.danger_class, t.dangerous, t.elevation_m, st_x(st_centroid(t.geom)) as lon,
  st_y(st_centroid(t.geom)) as lat,
  count(*) filter (where n.below_m is not null) as hamlets,
  coalesce(sum(n.households) filter (where n.below_m is not null), 0) as households,
  coalesce(sum(n.population) filter (where n.below_m is not null), 0) as population,
  count(n.code) filter (where n.below_m is null) as hamlets_unknown,
  coalesce(
    jsonb_agg(
      jsonb_build_object(
        'code', n.code, 'name', n.name, 'households', n.households,
        'distanceM', round(n.metres::numeric, 1), 'belowM', n.below_m)
      order by n.metres, n.code) filter (where n.code is not null),
    '[]')::text as items
from there t
left join near n using (id)
group by t.id, t.code, t.name, t.danger_class, t.dangerous, t.elevation_m, t.geom
order by t.dangerous desc, t.code
