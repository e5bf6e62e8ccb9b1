-- vacated hamlets on a day: red line, reclaimed and classed land in it, and what is planned or was built inside since
with moved as (
  select m.hamlet_code, sum(m.households) as households, max(m.moved_on) as last
  from longlin.moves m
  where m.county_code = @county and m.status in ('open', 'closed') and m.moved_on <= @asOf
  group by 1
),
gone as (
  select h.code, h.name, h.in_village, h.in_township, h.geom, h.households, m.households as moved,
    coalesce(h.closed_on, m.last) as vacated_on,
    case
      when not longlin.closed_by(h.status, h.closed_on, @asOf) then 'all_moved'
      when h.closed_on is null then 'closed_undated'
      else 'closed'
    end as because
  from longlin.hamlets h
  left join moved m on m.hamlet_code = h.code
  where h.county_code = @county
    -- the households of 2015 are the whole; without them only a hamlet that counts none any more is known to be empty
    and (
      -- what closed_by implies tells the planner that few are closed
      (h.closed_on is not null or h.status = 'closed') and longlin.closed_by(h.status, h.closed_on, @asOf)
      or (m.households > 0 and (m.households >= h.baseline_households or h.households = 0))
    )
)
select g.code, g.name, g.in_village, v.name as village, t.name as township, g.vacated_on, g.because,
  g.geom is not null as placed, z.codes, z.square_metres, z.reclaimed, z.reforested,
  -- what is planned inside, or was built there after the hamlet was left
  case when z.codes is not null then coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'layer', b.layer, 'code', b.code, 'name', b.name, 'status', b.status, 'kind', b.kind, 'day', b.day)
      order by b.layer, b.code)
    from (
      select 'works' as layer, w.code, w.name, w.status, w.kind,
        coalesce(w.starts_on, w.opened_on, w.due_on) as day
      from longlin.works w
      where w.county_code = @county and w.geom && z.shape and st_intersects(w.geom, z.shape)
        and w.status <> 'closed' and not coalesce(w.kind = any(@allowedKinds::text[]), false)
        and coalesce(
          coalesce(w.finished_on, w.starts_on, w.opened_on, w.due_on) >= g.vacated_on,
          w.status in ('planned', 'building'))
      union all
      select 'roads', r.code, r.name, r.status, r.class, greatest(r.opened_on, r.surfaced_on)
      from longlin.roads r
      where r.county_code = @county and r.geom && z.shape and st_length(st_intersection(r.geom, z.shape)) > 0
        and r.status <> 'closed'
        and (r.status <> 'open' or greatest(r.opened_on, r.surfaced_on) between g.vacated_on and @asOf)
      union all
      select 'facilities', f.code, f.name, f.status, f.kind, f.opened_on
      from longlin.facilities f
      where f.county_code = @county and f.geom && z.shape and st_intersects(f.geom, z.shape)
        and f.status <> 'closed' and (f.status <> 'open' or f.opened_on between g.vacated_on and @asOf)
    ) b
  ), '[]'::jsonb) end as inside,
  -- the land it holds, by class
  case when z.codes is not null then coalesce((
    select jsonb_agg(
      jsonb_build_object('kind', l.kind, 'areaM2', round(l.square_metres::numeric, 1), 'codes', l.codes)
      order by l.kind)
    from (
      select f.kind, st_area(st_intersection(st_union(f.geom), z.shape)::geography) as square_metres,
        array_agg(f.code order by f.code) as codes
      from longlin.zones f
      where f.county_code = @county and f.kind <> 'vacated' and f.geom && z.shape and st_intersects(f.geom, z.shape)
        and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
      group by f.kind
    ) l
    where l.square_metres > 0
  ), '[]'::jsonb) end as land,
  z.shape, z.sources
from gone g
left join longlin.areas v on v.county_code = @county and v.code = g.in_village
left join longlin.areas t on t.county_code = @county and t.code = g.in_township
left join lateral (
  select u.codes, u.shape, u.sources, st_area(u.shape::geography) as square_metres, u.reclaimed,
    (
      select st_area(st_intersection(st_union(f.geom), u.shape)::geography)
      from longlin.zones f
      where f.county_code = @county and f.kind = 'reforestation'
        and f.geom && u.shape and st_intersects(f.geom, u.shape)
        and longlin.stands_on(f.status, f.opened_on, f.closed_on, @asOf)
    ) as reforested
  from (
    select array_agg(n.code order by n.code) as codes, st_union(n.geom) as shape, sum(n.reclaimed_m2) as reclaimed,
      string_agg(distinct n.source, '; ') as sources
    from longlin.zones n
    where n.county_code = @county and n.kind = 'vacated' and n.geom && g.geom and st_intersects(n.geom, g.geom)
      and longlin.stands_on(n.status, n.opened_on, n.closed_on, @asOf)
  ) u
) z on true
order by g.code
