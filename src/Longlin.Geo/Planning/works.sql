-- works on a day, with their money and state: finished, overdue, late (behind its days), running, not begun
select w.code, w.name, w.status, w.kind, w.bureau, w.township_code, w.village_code, w.starts_on, w.due_on,
  w.finished_on, w.budget_yuan, w.paid_yuan, w.progress_pct, w.assets,
  longlin.work_state(w.status, w.starts_on, w.due_on, w.finished_on, w.progress_pct::float8, @asOf) as state,
  st_x(p.place) as lon, st_y(p.place) as lat,
  -- nothing new may be built where a hamlet was left
  (
    select z.code
    from longlin.zones z
    where z.county_code = w.county_code and z.kind = 'vacated' and z.geom && w.geom and st_intersects(z.geom, w.geom)
      and longlin.stands_on(z.status, z.opened_on, z.closed_on, @asOf)
    order by z.code
    limit 1
  ) as red_line
from longlin.works w
cross join lateral (select st_pointonsurface(w.geom) as place) p
where w.county_code = @county and longlin.opened_by(w.opened_on, @asOf)
  and (@bureau::text is null or w.bureau = @bureau)
  and (@area::text is null or starts_with(coalesce(w.village_code, w.township_code, ''), @area))
order by w.due_on nulls last, w.code
