-- for each of these hamlets the nearest transformer that is energised on a day, and the metres to it
select h.code, n.code as transformer, n.metres
from unnest(@codes::text[]) c (code)
join longlin.hamlets h on h.county_code = @county and h.code = c.code
cross join lateral (
  select p.code, st_distance(p.geom::geography, h.geom::geography) as metres
  from (
    -- the nearest in degrees is not always the nearest in metres: one of the first few is
    select p.code, p.geom
    from longlin.power p
    where p.county_code = @county and p.kind = 'transformer' and p.energised is true
      and longlin.stands_on(p.status, p.opened_on, p.closed_on, @asOf)
    order by p.geom <-> h.geom
    limit 8
  ) p
  order by metres, p.code
  limit 1
) n
