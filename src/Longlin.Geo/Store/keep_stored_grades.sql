-- Gives rows whose grade was computed the grade that is stored already.
update staging s
set grade_pct = t.grade_pct
from longlin.roads t
where s.row_number = any(@rows)
  and t.county_code = s.county_code
  and t.code = s.code
  and t.grade_pct is not null
