-- transformers of an area that stand on a day, the oldest first, with the households that each is the nearest for
with there as (
  select p.*, v.code as village_code, v.name as village, coalesce(v.poor_village, false) as poor_village
  from longlin.power p
  left join lateral (
    select a.code, a.name, a.poor_village
    from longlin.areas a
    where a.county_code = p.county_code and a.level = 'village' and st_intersects(a.geom, p.geom)
    order by a.code
    limit 1
  ) v on true
  where p.county_code = @county and p.kind = 'transformer'
    and longlin.stands_on(p.status, p.opened_on, p.closed_on, @asOf)
),
served as (
  select n.id, sum(h.households) as households, count(*) as hamlets,
    count(*) filter (where h.households is null) as unknown
  from longlin.hamlets h
  cross join lateral (
    select p.id
    from longlin.power p
    where p.county_code = h.county_code and p.kind = 'transformer' and p.energised is not false
      and longlin.stands_on(p.status, p.opened_on, p.closed_on, @asOf)
      -- a degree of latitude is 110,574 m or more; of longitude half of that up to 60 degrees north
      and p.geom && st_expand(h.geom, @reach::float8 / 55000, @reach::float8 / 110000)
      and st_distance(p.geom::geography, h.geom::geography) <= @reach::float8
    order by st_distance(p.geom::geography, h.geom::geography), p.id
    limit 1
  ) n
  where h.county_code = @county and longlin.stands_on(h.status, h.opened_on, h.closed_on, @asOf)
  group by n.id
)
select t.code, t.name, t.village_code, t.village, t.poor_village, t.opened_on,
  (@asOf::date - t.opened_on) / 365.2425 as age_years, t.capacity_kva, t.energised,
  coalesce(s.hamlets, 0) as hamlets, coalesce(s.households, 0) as households, coalesce(s.unknown, 0) as unknown,
  t.capacity_kva / nullif(s.households, 0) as kva_per_household, st_x(st_centroid(t.geom)) as lon,
  st_y(st_centroid(t.geom)) as lat
from there t
left join served s using (id)
where (not @poorOnly or t.poor_village) and (@area::text is null or starts_with(t.village_code, @area))
  and (@minAge::float8 is null or (@asOf::date - t.opened_on) / 365.2425 >= @minAge)
order by t.opened_on nulls last, t.code
limit @limit
