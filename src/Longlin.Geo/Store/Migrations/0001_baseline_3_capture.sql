-- triggers that write history and outbox in the transaction of the change, whoever makes it (service, psql, QGIS)
create or replace function longlin.touch() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;

-- The capture functions run with the rights of their owner: nobody who may edit a layer needs to be able to write,
-- and so to forge, its history.

-- Before and after of every change. Geometries are extended WKB, which loses nothing; generated columns follow from the
-- others and are left out. An inserted row that carries the id of its import needs no copy of itself.
-- Layers with and without geometry need the same function over another row type.
do $do$
declare
  suffix text;
  kept text;
begin
  for suffix, kept in values
    ('', 'to_jsonb(%1$s)'),
    ('_geom', $s$(to_jsonb(%1$s) - made) || jsonb_build_object('geom', encode(st_asewkb(%1$s.geom), 'hex'))$s$)
  loop
    execute format($f$
create or replace function longlin.capture_history%1$s() returns trigger
language plpgsql security definer set search_path = longlin, public, pg_temp as $body$
declare
  importing bigint := nullif(current_setting('longlin.import_id', true), '')::bigint;
  made text[] := array(select attname::text from pg_attribute where attrelid = tg_relid and attgenerated = 's');
begin
  if tg_op = 'INSERT' then
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, after)
    select n.county_code, tg_table_name, n.id, n.code, 'insert', longlin.actor(), importing, %2$s
    from new_rows n
    where n.import_id is null;
  elsif tg_op = 'UPDATE' then
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, before, after)
    select n.county_code, tg_table_name, n.id, n.code, 'update', longlin.actor(), importing, %3$s, %2$s
    from new_rows n
    join old_rows o on o.county_code = n.county_code and o.id = n.id;
  else
    insert into longlin.history (county_code, layer, feature_id, code, operation, actor, import_id, before)
    select o.county_code, tg_table_name, o.id, o.code, 'delete', longlin.actor(), importing, %3$s
    from old_rows o;
  end if;
  return null;
end $body$ $f$, suffix, format(kept, 'n'), format(kept, 'o'));
  end loop;
end $do$;

-- The outbox says where something changed: up to 64 rows by their shapes, more by boxes of some ten kilometres.
do $do$
declare
  suffix text;
  place text;
  few constant text := $s$
    insert into longlin.outbox (county_code, layer, box)
    select r.county_code, tg_table_name, st_collect(r.g) from (%1$s) r group by r.county_code;$s$;
  many constant text := $s$
    insert into longlin.outbox (county_code, layer, box)
    select c.county_code, tg_table_name, st_collect(c.b)
    from (
      select r.county_code, st_setsrid(st_extent(r.g)::geometry, 3857) as b from (%1$s) r
      group by r.county_code, floor(st_xmin(r.g) / 10000), floor(st_ymin(r.g) / 10000)
    ) c
    group by c.county_code;$s$;
  new_places text;
  old_places text;
begin
  for suffix, place in values
    ('boxes', 'r.geom_3857'),
    ('places', 'longlin.places_of(r.geom_3857, r.seat_lon, r.seat_lat)')
  loop
    new_places := format('select r.county_code, %s as g from new_rows r', place);
    old_places := format('select r.county_code, %s as g from old_rows r', place);
    execute format($f$
create or replace function longlin.capture_%1$s() returns trigger
language plpgsql security definer set search_path = longlin, public, pg_temp as $body$
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit 65) r) <= 64 then %2$s
    else %3$s
    end if;
  elsif tg_op = 'UPDATE' then
    if (select count(*) from (select from new_rows limit 65) r) <= 64 then %4$s
    else %5$s
    end if;
  else
    if (select count(*) from (select from old_rows limit 65) r) <= 64 then %6$s
    else %7$s
    end if;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $body$ $f$,
      suffix,
      format(few, new_places), format(many, new_places),
      format(few, old_places || ' union all ' || new_places), format(many, old_places || ' union all ' || new_places),
      format(few, old_places), format(many, old_places));
  end loop;
end $do$;

-- For layers without geometry.
create or replace function longlin.capture_ids() returns trigger
language plpgsql security definer set search_path = longlin, public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    insert into longlin.outbox (county_code, layer) select distinct county_code, tg_table_name from old_rows;
  else
    insert into longlin.outbox (county_code, layer) select distinct county_code, tg_table_name from new_rows;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;

-- A truncated table reports no rows: an empty box tells readers to drop everything of the layer.
create or replace function longlin.capture_truncate() returns trigger
language plpgsql security definer set search_path = longlin, public, pg_temp as $$
begin
  insert into longlin.outbox (county_code, layer, box)
  select coalesce((select min(county_code) from longlin.coverage_runs), longlin.home_county()), tg_table_name,
    st_setsrid('polygon empty'::geometry, 3857);
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;
