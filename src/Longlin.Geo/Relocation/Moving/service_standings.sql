-- how the hamlets of a county stand in some services on a day, and the metres that each lacks
select h.code, c.service, c.verdict[k.k] as verdict, c.reason[k.k] as reason, c.upgrade_m[k.k] as upgrade_m,
  c.build_m[k.k] as build_m
from longlin.hamlets h
join longlin.coverage c on c.county_code = h.county_code and c.subject = 'hamlet' and c.subject_id = h.id
  and c.service = any(@services::text[])
cross join lateral (select greatest(1, width_bucket(@asOf, c.since)) as k) k
where h.county_code = @county
