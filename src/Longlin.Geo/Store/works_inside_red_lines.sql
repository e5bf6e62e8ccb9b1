-- staged works, planned or running, that lie inside a red line of today, do not restore the land, and were not such a work there before
select s.row_number, s.code, min(z.code)
from staging s
join longlin.zones z on z.county_code = s.county_code and z.kind = 'vacated' and z.geom && s.geom and st_intersects(z.geom, s.geom)
where to_jsonb(s) ->> 'status' in ('planned', 'building') and not coalesce(to_jsonb(s) ->> 'kind' = any($1::text[]), false)
  and z.status in ('open', 'closed') and coalesce(z.opened_on <= current_date, true) and coalesce(z.closed_on > current_date, z.status = 'open')
  -- what stands inside already stays editable: its money and progress are written on
  and not exists (
    select from longlin.works w
    where w.county_code = s.county_code and w.code = s.code and w.geom && z.geom and st_intersects(z.geom, w.geom) and w.status in ('planned', 'building') and not coalesce(w.kind = any($1::text[]), false)
  )
group by s.row_number, s.code
order by s.row_number
