-- what was committed after a snapshot, layer and place in EPSG:3857, and the snapshot of this very answer; one row without a layer where nothing was
select pg_current_snapshot()::text, o.layer, st_asbinary(o.box)
from (select 1) one
left join longlin.outbox o on o.tx >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(o.tx, $1::pg_snapshot)
