-- every recorded move of a county, with the mode of its site, the township that was left and when the old house went
select m.moved_on, m.site_code, m.hamlet_code, m.households, m.persons, s.mode, s.name as site,
  t.code as township_code, t.name as township, m.house_removed_on
from longlin.moves m
left join longlin.sites s on s.county_code = m.county_code and s.code = m.site_code
left join longlin.hamlets h on h.county_code = m.county_code and h.code = m.hamlet_code
-- a hamlet that the layer does not hold is placed by its code alone
left join longlin.areas t on t.county_code = m.county_code and t.level = 'township'
  and t.code = coalesce(h.in_township, left(m.hamlet_code, 9))
where m.county_code = @county and m.status in ('open', 'closed')
order by m.moved_on nulls last, m.code
