-- staged works, planned or running, that lie inside a red line of today, do not restore the land, and are new there
select s.row_number, s.code, min(z.code) as red_line
from staging s
join longlin.zones z
  on z.county_code = s.county_code and z.kind = 'vacated' and z.geom && s.geom and st_intersects(z.geom, s.geom)
where to_jsonb(s) ->> 'status' in ('planned', 'building')
  and not coalesce(to_jsonb(s) ->> 'kind' = any(@restoringKinds::text[]), false)
  and longlin.stands_on(z.status, z.opened_on, z.closed_on, (now() at time zone @zone::text)::date)
  -- what is inside already stays editable: its money and progress are still updated
  and not exists (
    select from longlin.works w
    where w.county_code = s.county_code and w.code = s.code and w.geom && z.geom and st_intersects(z.geom, w.geom)
      and w.status in ('planned', 'building') and not coalesce(w.kind = any(@restoringKinds::text[]), false)
  )
group by s.row_number, s.code
order by s.row_number
