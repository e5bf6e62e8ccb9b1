-- what became of the rows of one import that were not taken as they are, and how many repairs there were in all
select i.rejects::text as rejects, i.repairs::text as repairs,
  coalesce((select sum(r.value::bigint) from jsonb_each_text(i.options->'repairs') r), 0)::bigint as repairs_total
from longlin.imports i where i.id = @import
