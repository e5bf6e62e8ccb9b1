-- which hamlets, villages, townships or bases lack a service on a day, what is missing, and the totals before paging
with subjects as (
  select 'hamlet' as subject, h.id, h.code, h.name, h.in_village as village_code, h.in_township as township_code,
    case when @denominator = 'baseline' then h.baseline_households else h.households end as households,
    h.population, h.poor_population, st_pointonsurface(h.geom) as place, h.geom as shape,
    h.poor_population is distinct from 0 as poor
  from longlin.hamlets h
  where h.county_code = @county and @subject = 'hamlet'
    and case
      when @denominator = 'baseline' then h.baseline_households is not null
      else longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
    end
  union all
  select a.level, a.id, a.code, a.name, a.code, left(a.code, 9), null, null, null,
    st_setsrid(st_makepoint(a.seat_lon, a.seat_lat), 4490), a.geom, coalesce(a.poor_village, false)
  from longlin.areas a
  where a.county_code = @county and @subject in ('village', 'township') and a.level = @subject
    and longlin.stands_on(a.status, a.opened_on, a.closed_on, @asOf)
  union all
  select 'base', f.id, f.code, f.name, f.village_code, left(f.village_code, 9), null, null, null,
    st_pointonsurface(f.geom), f.geom, false
  from longlin.facilities f
  where f.county_code = @county and @subject = 'base' and f.kind = 'industry_base'
    and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
),
assessed as (
  select s.*,
    case
      when s.subject = 'hamlet' and @minHouseholds > 0 and s.households is null then 2
      else coalesce(c.verdict[k.k], 2)
    end as verdict,
    case
      when s.subject = 'hamlet' and @minHouseholds > 0 and s.households is null then 'households_missing'
      else coalesce(c.reason[k.k], 'not_computed')
    end as reason,
    c.near_road[k.k] as near_road,
    c.blocking[coalesce(c.blocking_end[k.k - 1], 0) + 1 : c.blocking_end[k.k]] as blocking,
    coalesce(c.evidence[k.k], 0) as evidence, coalesce(c.conflict[k.k], false) as conflict,
    case @sort
      when 'households' then coalesce(s.households, -1)
      when 'poor' then coalesce(
        (select a.poor_village from longlin.areas a where a.county_code = @county and a.code = s.village_code),
        false)::int
      else 0
    end as rank
  from subjects s
  -- one look into the key for each subject that is large enough, whatever the planner thinks of the parameters
  left join lateral (
    select * from longlin.coverage_by_forecast c
    where c.forecast = @forecast and c.county_code = @county and c.service = @service and c.subject = s.subject
      and c.subject_id = s.id
    limit 1
  ) c on true
  left join lateral (select width_bucket(@asOf, c.since) as k) k on true
  where (s.subject <> 'hamlet' or s.households is null or s.households >= @minHouseholds)
    and (not @poorOnly or s.poor)
    and c.reason[k.k] is distinct from 'not_asked'
    -- an area holds what the sums count in it; a hamlet or a base may be asked for by its own code
    and (@area is null or @area = @county or starts_with(s.village_code, @area) or s.code = @area)
    and (@west is null or s.shape && st_makeenvelope(@west, @south, @east, @north, 4490))
),
matching as (
  select * from assessed
  where verdict = any(@verdicts)
    and (@nearRoad::boolean is null or near_road = @nearRoad)
    and (@conflict::boolean is null or conflict = @conflict)
    and (@indicator::text is null or blocking @> array[@indicator])
),
totals as (
  select count(*) as hamlets, coalesce(sum(households), 0) as households, coalesce(sum(population), 0) as population,
    coalesce(sum(poor_population), 0) as poor_population, (select count(*) from assessed) as assessed,
    count(*) filter (where reason = 'suspected_break') as by_breaks
  from matching
),
page as (
  select * from matching
  where @afterCode is null or rank < @afterRank or (rank = @afterRank and code > @afterCode)
  order by rank desc, code
  limit @limit
)
select t.hamlets as all_hamlets, t.households as all_households, t.population as all_population,
  t.poor_population as all_poor, t.assessed, t.by_breaks,
  -- whether the ways of the day are there and belong to this coverage and these prices
  not exists (
    select from longlin.coverage_runs r
    where r.county_code = @county and not exists (
      select from longlin.way_days d
      where d.county_code = @county and d.service = @service and d.day = @asOf and d.version = r.version
        and d.forecast = @forecast and d.build_weight = @buildWeight
    )
  ) as ways_known,
  p.subject, p.id, p.code, p.name, p.village_code, p.township_code,
  (select a.name from longlin.areas a where a.county_code = @county and a.code = p.township_code) as township,
  (select a.name from longlin.areas a where a.county_code = @county and a.code = p.village_code) as village,
  p.households, p.population, p.poor_population, p.verdict,
  -- the way tells why a network does not reach the place
  case
    when p.reason in ('nothing_served', 'out_of_reach') then coalesce(w.reason, p.reason)
    else p.reason
  end as reason,
  p.near_road, w.distance_m,
  case when p.verdict = 1 and w.subject_id is not null then 0 else w.upgrade_m end as upgrade_m,
  case when p.verdict = 1 and w.subject_id is not null then 0 else w.build_m end as build_m,
  case when p.verdict = 1 then '{}' else coalesce(w.blocking, p.blocking) end as blocking,
  st_x(p.place) as lon, st_y(p.place) as lat, p.evidence, p.conflict, p.rank,
  case when p.verdict = 1 then '{}' else coalesce(w.closed, '{}') end as closed,
  case when p.verdict = 1 then '{}' else coalesce(w.reopens, '{}') end as reopens,
  case when p.verdict <> 1 then w.existing_upgrade_m end as existing_upgrade_m,
  case when p.verdict <> 1 then w.existing_build_m end as existing_build_m,
  case when p.reason = 'partly' then (
    select h.households - (to_jsonb(h) ->> p.blocking[1])::int
    from longlin.hamlets h
    where h.county_code = @county and h.id = p.id
  ) end as missing_households,
  case when p.reason = 'vacated' then (
    select h.closed_on from longlin.hamlets h where h.county_code = @county and h.id = p.id
  ) end as vacated_on
from totals t
left join page p on true
left join longlin.ways w on w.county_code = @county and w.service = @service and w.day = @asOf
  and w.forecast = @forecast and w.subject = p.subject and w.subject_id = p.id
order by p.rank desc, p.code
