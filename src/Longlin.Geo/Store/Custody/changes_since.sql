-- what was committed after a snapshot: layer, county and place in EPSG:3857, and the snapshot of this answer itself
-- One row without a layer where nothing was; without a snapshot (null) nothing is looked up.
select pg_current_snapshot()::text as snapshot, o.layer, o.county_code,
  case when @places::boolean then st_asbinary(o.box) end as box
from (select 1) one
left join longlin.outbox o on longlin.committed_after(o.tx, @snapshot::text::pg_snapshot)
  and (@county::text is null or o.county_code = @county)
  and (@layers::text[] is null or o.layer = any(@layers::text[]))
