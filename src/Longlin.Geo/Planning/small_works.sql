-- the five small water works of an area by kind and state on a day, with the households within reach of the open ones
with there as (
  select w.id, w.kind, w.geom, w.capacity_m3_per_day,
    case
      when longlin.closed_by(w.status, w.closed_on, @asOf) then 'closed'
      when longlin.stands_on(w.status, w.opened_on, w.closed_on, @asOf) then 'open'
      when w.status = 'building' then 'building'
      else 'planned'
    end as state
  from longlin.water w
  where w.county_code = @county and w.kind = any(@kinds)
    and (@area::text is null or exists (
      select from longlin.areas a
      where a.county_code = w.county_code and a.code = @area and st_intersects(a.geom, w.geom)
    ))
)
select t.kind, t.state, count(*) as works, sum(t.capacity_m3_per_day) as capacity_m3_per_day,
  count(*) filter (where t.capacity_m3_per_day is null) as capacity_unknown,
  (
    select coalesce(sum(h.households), 0)
    from longlin.hamlets h
    where h.county_code = @county and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
      and exists (
        select from there o
        where o.kind = t.kind and o.state = t.state
          and o.geom && st_expand(h.geom, @reach::float8 / 55000, @reach::float8 / 110000)
          and st_distance(o.geom::geography, h.geom::geography) <= @reach::float8
      )
  ) as households
from there t
group by t.kind, t.state
order by array_position(@kinds, t.kind), t.state
