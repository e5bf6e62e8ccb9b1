-- numbers of the whole county on a day: name, value, what it is out of (null where there is no whole), how many are unknown, and the least that a past year brought
with there as (
  select * from longlin.hamlets h
  where h.county_code = @county and h.status in ('open', 'closed') and coalesce(h.opened_on <= @asOf, true) and coalesce(h.closed_on > @asOf, h.status = 'open')
),
vacated as (
  select h.*, exists (select from longlin.zones z where z.county_code = h.county_code and z.kind = 'vacated' and z.status in ('open', 'closed') and coalesce(z.opened_on <= @asOf, true) and coalesce(z.closed_on > @asOf, true) and st_intersects(z.geom, h.geom)) as drawn,
    exists (
      select from longlin.zones z join longlin.works w on w.county_code = z.county_code and w.geom && z.geom and st_intersects(w.geom, z.geom)
      where z.county_code = h.county_code and z.kind = 'vacated' and st_intersects(z.geom, h.geom) and coalesce(w.starts_on, w.opened_on) between coalesce(h.closed_on, '-infinity') and @asOf) as built_upon
  from longlin.hamlets h
  where h.county_code = @county and h.closed_on <= @asOf
),
exits as (
  select extract(year from a.exit_date)::int as year, count(*) as villages
  from longlin.areas a where a.county_code = @county and a.level = 'village' and a.poor_village and a.exit_date <= @asOf group by 1
),
demonstration as (
  select z.id, st_area(z.geom::geography) as square_metres, coalesce((select sum(h.poor_population) from there h where h.geom && z.geom and st_intersects(z.geom, h.geom)), 0) as poor
  from longlin.zones z
  where z.county_code = @county and z.kind = 'demonstration' and z.status in ('open', 'closed') and coalesce(z.opened_on <= @asOf, true) and coalesce(z.closed_on > @asOf, true)
),
-- a road hardened on the day: as its surface was then
roads as (
  select st_length(r.geom::geography) as metres, case when coalesce(r.surfaced_on <= @asOf, true) then r.surface else coalesce(r.prior_surface, 'earth') end as surface
  from longlin.roads r
  where r.county_code = @county and r.class = 'C' and r.status in ('open', 'closed') and coalesce(r.opened_on <= @asOf, true) and coalesce(r.closed_on > @asOf, r.status = 'open')
)
select 'dangerous_houses', coalesce(sum(dangerous_houses), 0)::float8, null::float8, count(*) filter (where dangerous_houses is null), null::float8 from there
union all
select 'persons_moved', coalesce(sum(persons) filter (where moved_on <= @asOf), 0)::float8, null, count(*) filter (where persons is null or moved_on is null), null from longlin.moves where county_code = @county and status in ('open', 'closed')
union all
select 'villages_exited', coalesce((select sum(villages) from exits), 0)::float8, (select count(*) from longlin.areas where county_code = @county and level = 'village' and poor_village)::float8,
  (select count(*) from longlin.areas where county_code = @county and level = 'village' and poor_village is null),
  -- years that are over, from the first full year of the Decision on
  (select min(coalesce(e.villages, 0)) from generate_series(2016, extract(year from @asOf::date + 1)::int - 1) y (year) left join exits e using (year))::float8
union all
select 'demonstration_zones', count(*) filter (where square_metres >= 5000 * 2000.0 / 3 and poor >= 5000)::float8, count(*)::float8, 0, null from demonstration
union all
select 'red_lines', count(*) filter (where drawn and not built_upon)::float8, count(*)::float8, count(*) filter (where geom is null), null from vacated
union all
select 'hardened_share', coalesce(sum(metres) filter (where surface = any(@hardened)), 0), coalesce(sum(metres), 0), count(*) filter (where surface is null), null from roads
union all
select 'tap_share', coalesce(sum(tap_households), 0)::float8, coalesce(sum(households) filter (where tap_households is not null), 0)::float8, count(*) filter (where tap_households is null or households is null), null from there
union all
select 'fibre_household_share', coalesce(sum(fibre_households), 0)::float8, coalesce(sum(households) filter (where fibre_households is not null), 0)::float8, count(*) filter (where fibre_households is null or households is null), null from there
union all
select 'rural_access_share', coalesce(sum(h.population) filter (where c.near_road[width_bucket(@asOf, c.since)]), 0)::float8, coalesce(sum(h.population), 0)::float8, count(*) filter (where h.population is null), null
from there h left join longlin.coverage c on c.county_code = h.county_code and c.subject = 'hamlet' and c.service = 'access' and c.subject_id = h.id
