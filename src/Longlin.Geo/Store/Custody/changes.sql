-- who changed what, when and on what evidence, oldest first: single changes from the history, each import as one entry
with entries as (
  select h.at, 1 as kind, h.id, h.layer, h.code, h.operation, h.actor, h.import_id, h.before, h.after,
    null::bigint[] as counts
  from longlin.history h
  where h.county_code = @county
    and (@layer::text is null or h.layer = @layer) and (@code::text is null or h.code = @code)
    and (h.at, 1, h.id) > (@afterAt::timestamptz, @afterKind::int, @afterId::bigint)
  union all
  select i.started_at, 0, i.id, i.layer, null, 'import', i.actor, i.id, null, null,
    array[i.rows_inserted, i.rows_updated, i.rows_rejected]
  from longlin.imports i
  where (@layer::text is null or i.layer = @layer) and (@imports::bigint[] is null or i.id = any(@imports))
    and (i.started_at, 0, i.id) > (@afterAt::timestamptz, @afterKind::int, @afterId::bigint)
)
select e.at, e.kind, e.id, e.layer, e.code, e.operation, e.actor, e.import_id, i.file_name,
  coalesce(e.after->>'source', e.before->>'source') as source,
  (e.before - '{geom,county_code,version}'::text[])::text as before,
  (e.after - '{geom,county_code,version}'::text[])::text as after,
  st_asgeojson(st_geomfromewkb(decode(e.before->>'geom', 'hex')), 7) as geometry_before,
  st_asgeojson(st_geomfromewkb(decode(e.after->>'geom', 'hex')), 7) as geometry_after,
  e.counts, i.undone_at
from entries e
left join longlin.imports i on i.id = e.import_id
order by e.at, e.kind, e.id
limit @limit
