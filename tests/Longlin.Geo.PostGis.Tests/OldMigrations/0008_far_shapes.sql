-- The simpler shape that is stored for tiles from afar follows from the shape: history does not keep it.
do $do$
declare
  suffix text;
  strip text;
begin
  for suffix, strip in values ('', 'to_jsonb(%1$s)'), ('_geom', $s$(to_jsonb(%1$s) - array['geom_3857', 'geom_3857_far']) || jsonb_build_object('geom', encode(st_asewkb(%1$s.geom), 'hex'))$s$) loop
    execute format($f$
create or replace function longlin.capture_history%s() returns trigger language plpgsql as $body$
declare
  importing bigint := nullif(current_setting('longlin.import_id', true), '')::bigint;
begin
  if tg_op = 'INSERT' then
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, after)
    select n.county_code, tg_table_name, n.id, n.code, 'insert', longlin.actor(), importing, %s
    from new_rows n where n.import_id is null;
  elsif tg_op = 'UPDATE' then
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, before, after)
    select n.county_code, tg_table_name, n.id, n.code, 'update', longlin.actor(), importing, %s, %s
    from new_rows n join old_rows o on o.county_code = n.county_code and o.id = n.id;
  else
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, before)
    select o.county_code, tg_table_name, o.id, o.code, 'delete', longlin.actor(), importing, %s
    from old_rows o;
  end if;
  return null;
end $body$ $f$, suffix, format(strip, 'n'), format(strip, 'o'), format(strip, 'n'), format(strip, 'o'));
  end loop;
end $do$;
