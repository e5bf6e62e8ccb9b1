-- numbers of the whole county on a day: name, value, whole (null where there is none), unknown, least of the past years
-- Declared attributes hold from the day they were recorded; before it they are unknown.
with data as (
  select s.set_date, coalesce(
    s.set_date, (select (max(started_at) at time zone @zone)::date from longlin.imports where layer <> 'terrain')
  ) as data_date
  from (select (select value::date from longlin.settings where key = 'data_date') as set_date) s
),
hamlets as (
  select h.*, r.recorded, case when r.recorded then dangerous_houses end as dangerous,
    case when r.recorded then tap_households end as tap, case when r.recorded then fibre_households end as fibre
  from longlin.hamlets h
  cross join data d
  left join longlin.imports i on i.id = h.import_id
  cross join lateral (
    select coalesce(h.attributes_on, d.set_date, (i.started_at at time zone @zone)::date, d.data_date, @asOf) <= @asOf
      as recorded
  ) r
  where h.county_code = @county and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
),
vacated as (
  select h.geom,
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
  select a.poor_village, a.exit_date from longlin.areas a where a.county_code = @county and a.level = 'village'
),
exits as (
  select extract(year from v.exit_date)::int as year, count(*) as villages
  from poor_villages v
  where v.poor_village and v.exit_date <= @asOf
  group by 1
),
demonstration as (
  select st_area(z.geom::geography) as square_metres,
    coalesce(
      (select sum(h.poor_population) from hamlets h where h.geom && z.geom and st_intersects(z.geom, h.geom)),
      0) as poor
  from longlin.zones z
  where z.county_code = @county and z.kind = 'demonstration'
    and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
),
-- a road that was hardened later than the day has the surface it had before
roads as (
  select st_length(r.geom::geography) as metres,
    case
      when longlin.opened_by(r.surfaced_on, @asOf) then r.surface
      else coalesce(r.prior_surface, @surfaceBefore::text)
    end as surface
  from longlin.roads r
  where r.county_code = @county and r.class = @roadClass::text
    and longlin.stands_on(r.status, r.opened_on, r.closed_on, @asOf)
)
select 'dangerous_houses' as measure, coalesce(sum(dangerous), 0)::float8 as value, null::float8 as whole,
  count(*) filter (where dangerous is null) as unknown, null::float8 as pace
from hamlets
union all
select 'persons_moved', coalesce(sum(persons) filter (where moved_on <= @asOf), 0)::float8, null,
  count(*) filter (where persons is null or moved_on is null), null
from longlin.moves
where county_code = @county and status in ('open', 'closed')
union all
select 'villages_exited', coalesce((select sum(villages) from exits), 0)::float8,
  (select count(*) from poor_villages where poor_village)::float8,
  (select count(*) from poor_villages where poor_village is null),
  -- years that are over, from the first full year of the Decision on
  (
    select min(coalesce(e.villages, 0))
    from generate_series(@exitsFrom::int, extract(year from @asOf::date + 1)::int - 1) y (year)
    left join exits e using (year)
  )::float8
union all
select 'demonstration_zones',
  count(*) filter (
    where square_metres >= @areaMu::float8 * 2000.0 / 3 and poor >= @poorPersons::float8
  )::float8, count(*)::float8, 0, null
from demonstration
union all
select 'red_lines', count(*) filter (where drawn and not built_upon)::float8, count(*)::float8,
  count(*) filter (where geom is null), null
from vacated
union all
select 'hardened_share', coalesce(sum(metres) filter (where surface = any(@hardened)), 0), coalesce(sum(metres), 0),
  count(*) filter (where surface is null), null
from roads
union all
select 'tap_share', coalesce(sum(tap) filter (where households is not null), 0)::float8,
  coalesce(sum(households) filter (where tap is not null), 0)::float8,
  count(*) filter (where tap is null or households is null), null
from hamlets
union all
select 'fibre_household_share', coalesce(sum(fibre) filter (where households is not null), 0)::float8,
  coalesce(sum(households) filter (where fibre is not null), 0)::float8,
  count(*) filter (where fibre is null or households is null), null
from hamlets
union all
select 'rural_access_share',
  coalesce(sum(h.population) filter (where c.near_road[width_bucket(@asOf, c.since)]), 0)::float8,
  coalesce(sum(h.population), 0)::float8, count(*) filter (where h.population is null), null
from hamlets h
left join longlin.coverage c
  on c.county_code = h.county_code and c.subject = 'hamlet' and c.service = @passable::text and c.subject_id = h.id
