-- width and height of the cells of a county's heights in arc-seconds, and their files; no row where there are none
select step_arcsec, array_agg(distinct source order by source) as sources
from longlin.terrain
where county_code = @county
group by county_code, step_arcsec
