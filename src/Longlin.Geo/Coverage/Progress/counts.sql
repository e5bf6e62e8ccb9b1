-- what a standard counts from facilities and zones on a day, for the county and by area (the county's without one)
with counts as (
  select *
  from jsonb_to_recordset(@counts::jsonb) c (
    name text, layer text, kinds text[], "of" text, to_standard boolean, level text)
),
things as (
  select 'facilities' as layer, f.kind, f.geom, f.to_standard, f.level, 0::float8 as square_metres
  from longlin.facilities f
  where f.county_code = @county and f.geom is not null
    and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
  union all
  select 'zones', z.kind, z.geom, null, null, st_area(z.geom::geography)
  from longlin.zones z
  where z.county_code = @county and z.geom is not null
    and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
),
-- whether each counts: null where it does not tell
matching as (
  select c.name, c.of, t.geom, t.square_metres,
    (not c.to_standard or t.to_standard) and (c.level is null or t.level = c.level) as counts
  from counts c
  join things t on t.layer = c.layer and t.kind = any(c.kinds)
),
areas as (
  select a.code, a.level, a.geom
  from longlin.areas a
  where a.county_code = @county and longlin.stands_on(a.status, a.opened_on, a.closed_on, @asOf)
),
-- a village has the thing when one lies inside, whatever village it names
villages as (
  select c.name, left(a.code, 12) as village, left(a.code, 9) as township,
    (select bool_or(m.counts) from matching m where m.name = c.name and st_intersects(a.geom, m.geom)) as has,
    exists (
      select from matching m where m.name = c.name and m.counts is null and st_intersects(a.geom, m.geom)
    ) as unclear
  from counts c
  cross join areas a
  where c.of = 'villages' and a.level = 'village'
),
counted as (
  select m.name, case when m.counts then case m.of when 'area' then m.square_metres else 1 end else 0 end as value,
    null::float8 as whole, m.counts is null as unknown,
    case when @by <> '' then coalesce(
      (select a.code from areas a where a.level = @by and st_covers(a.geom, st_pointonsurface(m.geom)) limit 1), '')
    end as area
  from matching m
  where m.of <> 'villages'
  union all
  select v.name, coalesce(v.has, false)::int, 1, v.has is not true and v.unclear,
    case @by when 'village' then v.village when 'township' then v.township end
  from villages v
)
select c.name as measure, c.area,
  (select n.name from longlin.areas n where n.county_code = @county and n.code = c.area) as area_name,
  count(*) as things, sum(c.value)::float8 as value, sum(c.whole) as whole,
  count(*) filter (where c.unknown) as unknown
from counted c
group by grouping sets ((c.name), (c.name, c.area))
having grouping(c.area) = 1 or c.area is not null
order by c.name, c.area nulls first
