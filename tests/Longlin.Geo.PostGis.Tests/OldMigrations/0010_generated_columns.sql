-- What follows from other columns is not kept in the history of layers with geometry, whichever columns a description adds; those without have none. Roads' far shapes are defined anew: only those that far tiles show have one.
do $do$
declare
  strip text := $s$(to_jsonb(%1$s) - made) || jsonb_build_object('geom', encode(st_asewkb(%1$s.geom), 'hex'))$s$;
begin
  execute format($f$
create or replace function longlin.capture_history_geom() returns trigger language plpgsql as $body$
declare
  importing bigint := nullif(current_setting('longlin.import_id', true), '')::bigint;
  made text[] := array(select attname::text from pg_attribute where attrelid = tg_relid and attgenerated = 's');
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
end $body$ $f$, format(strip, 'n'), format(strip, 'o'), format(strip, 'n'), format(strip, 'o'));
end $do$;

alter table if exists longlin.roads drop column if exists geom_3857_far;
