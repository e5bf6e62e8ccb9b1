-- how the hamlets of a county stand in some services on a day, and the metres that each lacks
select h.code, c.service, c.verdict[k.k] as verdict,
  case
    when c.reason[k.k] in ('nothing_served', 'out_of_reach') then coalesce(w.reason, c.reason[k.k])
    else c.reason[k.k]
  end as reason,
  case when c.verdict[k.k] = 1 and w.subject_id is not null then 0 else w.upgrade_m end as upgrade_m,
  case when c.verdict[k.k] = 1 and w.subject_id is not null then 0 else w.build_m end as build_m
from longlin.hamlets h
join longlin.coverage c on c.county_code = h.county_code and c.subject = 'hamlet' and c.subject_id = h.id
  and c.service = any(@services::text[])
cross join lateral (select greatest(1, width_bucket(@asOf, c.since)) as k) k
left join longlin.ways w on w.county_code = h.county_code and w.service = c.service and w.day = @asOf
  and w.forecast = 'planned'
  and w.subject = 'hamlet' and w.subject_id = h.id
where h.county_code = @county
