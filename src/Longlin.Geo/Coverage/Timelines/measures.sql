-- numbers of the county on a day and by area (the county's without one): value, whole, unknown, pace of the years
with data as (
  select s.set_date, coalesce(
    s.set_date, (select (max(started_at) at time zone @zone)::date from longlin.imports where layer <> 'terrain')
  ) as data_date
  from (select (select value::date from longlin.settings where key = 'data_date') as set_date) s
),
-- what was declared holds from the day it was recorded; before it, it is unknown
recorded as (
  select h.*,
    coalesce(h.attributes_on, d.set_date, (i.started_at at time zone @zone)::date, d.data_date, @asOf) <= @asOf as known
  from longlin.hamlets h
  cross join data d
  left join longlin.imports i on i.id = h.import_id
  where h.county_code = @county
),
hamlets as (
  select h.county_code, h.id, h.code, h.geom, h.in_village, h.in_township, h.households, h.population,
    h.poor_population, case when h.known then h.dangerous_houses end as dangerous_houses,
    case when h.known then h.tap_households end as tap_households,
    case when h.known then h.fibre_households end as fibre_households
  from recorded h
  where longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
),
vacated as (
  select h.geom, h.in_village, h.in_township,
    exists (
      select from longlin.zones z
      where z.county_code = h.county_code and z.kind = 'vacated'
        and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf) and st_intersects(z.geom, h.geom)
    ) as drawn,
    exists (
      select from longlin.zones z
      join longlin.works w
        on w.county_code = z.county_code and w.geom && z.geom and st_intersects(w.geom, z.geom)
      where z.county_code = h.county_code and z.kind = 'vacated' and st_intersects(z.geom, h.geom)
        and coalesce(w.starts_on, w.opened_on) between coalesce(h.closed_on, '-infinity') and @asOf
    ) as built_upon
  from longlin.hamlets h
  where h.county_code = @county and h.closed_on is not null and longlin.closed_by(h.status, h.closed_on, @asOf)
),
poor_villages as (
  select a.code, a.poor_village, a.exit_date from longlin.areas a
  where a.county_code = @county and a.level = 'village'
),
-- years that are over, from the first full year of the Decision on
exits as (
  select min(e.villages) as least, avg(e.villages) as average
  from (
    select y.year,
      count(*) filter (where v.poor_village and extract(year from v.exit_date) = y.year) as villages
    from generate_series(@exitsFrom::int, extract(year from @asOf::date + 1)::int - 1) y (year)
    left join poor_villages v on true
    group by y.year
  ) e
),
demonstration as (
  select st_pointonsurface(z.geom) as place, st_area(z.geom::geography) as square_metres,
    coalesce(
      (select sum(h.poor_population) from hamlets h where h.geom && z.geom and st_intersects(z.geom, h.geom)),
      0) as poor
  from longlin.zones z
  where z.county_code = @county and z.kind = 'demonstration'
    and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
),
-- a row for each thing that is measured; unknown_whole is the part of the whole of which nothing is known
things (measure, village, township, value, whole, unknown, unknown_whole) as (
  select 'dangerous_houses', h.in_village, h.in_township, h.dangerous_houses::float8, null::float8,
    h.dangerous_houses is null, null::float8
  from hamlets h
  union all
  select 'persons_moved', h.in_village, h.in_township,
    case when m.moved_on <= @asOf then m.persons end, null, m.persons is null or m.moved_on is null, null
  from longlin.moves m
  left join longlin.hamlets h on h.county_code = m.county_code and h.code = m.hamlet_code
  where m.county_code = @county and m.status in ('open', 'closed')
  union all
  -- out of poverty are those of the list of 2015 that are poor no more; vacated hamlets stay in that list
  select 'persons_out_of_poverty', r.in_village, r.in_township,
    case when r.known then r.baseline_poor_population - r.poor_population end,
    case when r.known and r.poor_population is not null then r.baseline_poor_population end,
    not r.known or r.baseline_poor_population is null or r.poor_population is null,
    case when not r.known or r.poor_population is null then r.baseline_poor_population end
  from recorded r
  where r.status in ('open', 'closed')
  union all
  select 'villages_exited', left(v.code, 12), left(v.code, 9),
    (v.poor_village and coalesce(v.exit_date <= @asOf, false))::int, coalesce(v.poor_village, false)::int,
    v.poor_village is null, (v.poor_village is null)::int
  from poor_villages v
  union all
  select 'demonstration_zones',
    case when @by = 'village' then (
      select a.code from longlin.areas a
      where a.county_code = @county and a.level = 'village' and st_covers(a.geom, d.place) limit 1
    ) end,
    case when @by = 'township' then (
      select a.code from longlin.areas a
      where a.county_code = @county and a.level = 'township' and st_covers(a.geom, d.place) limit 1
    ) end,
    (d.square_metres >= @areaMu::float8 * 2000.0 / 3 and d.poor >= @poorPersons::float8)::int, 1, false, null
  from demonstration d
  union all
  select 'red_lines', v.in_village, v.in_township, (v.drawn and not v.built_upon)::int, 1, v.geom is null,
    (v.geom is null)::int
  from vacated v
  union all
  -- a share counts only the rows that have both its parts
  select 'tap_share', h.in_village, h.in_township, case when h.households is not null then h.tap_households end,
    case when h.tap_households is not null then h.households end,
    h.tap_households is null or h.households is null, case when h.tap_households is null then h.households end
  from hamlets h
  union all
  select 'fibre_household_share', h.in_village, h.in_township,
    case when h.households is not null then h.fibre_households end,
    case when h.fibre_households is not null then h.households end,
    h.fibre_households is null or h.households is null, case when h.fibre_households is null then h.households end
  from hamlets h
  union all
  select 'rural_access_share', h.in_village, h.in_township, case when n.near then h.population end,
    case when n.near is not null then h.population end, h.population is null or n.near is null,
    case when n.near is null then h.population end
  from hamlets h
  left join longlin.coverage_by_forecast c
    on c.forecast = @forecast and c.county_code = h.county_code and c.subject = 'hamlet'
    and c.service = @passable::text and c.subject_id = h.id
  cross join lateral (select c.near_road[width_bucket(@asOf, c.since)] as near) n
),
placed as (
  select t.*,
    case @by when 'village' then coalesce(t.village, '') when 'township' then coalesce(t.township, '') end as area
  from things t
)
select p.measure, p.area,
  (select n.name from longlin.areas n where n.county_code = @county and n.code = p.area) as name,
  count(*) as things, coalesce(sum(p.value), 0)::float8 as value, sum(p.whole)::float8 as whole,
  count(*) filter (where p.unknown) as unknown, coalesce(sum(p.unknown_whole), 0)::float8 as unknown_whole,
  case when p.measure = 'villages_exited' and p.area is null then (select e.least from exits e) end::float8
    as least_year,
  case when p.measure = 'villages_exited' and p.area is null then (select e.average from exits e) end::float8
    as average_year
from placed p
group by grouping sets ((p.measure), (p.measure, p.area))
having grouping(p.area) = 1 or p.area is not null
order by p.measure, p.area nulls first
