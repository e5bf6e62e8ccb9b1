-- how the hamlets of a county stand in some services on a day, and the metres that each lacks
select h.code, c.service, c.verdict[k.k], c.reason[k.k], c.upgrade_m[k.k], c.build_m[k.k]
from longlin.hamlets h
join longlin.coverage c on c.county_code = h.county_code and c.subject = 'hamlet' and c.subject_id = h.id
  and c.service = any(@services::text[])
cross join lateral (select greatest(1, width_bucket(@asOf, c.since)) as k) k
where h.county_code = @county
