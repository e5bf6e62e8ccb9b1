-- settings, imports, the history of every change and the outbox that tells readers what changed
create table longlin.settings (
  key text primary key,
  value text not null
);

-- The county of rows that do not name one.
create function longlin.home_county() returns text language sql stable
  return coalesce((select value from longlin.settings where key = 'home_county'), '451031');

create table longlin.imports (
  id bigint generated always as identity primary key,
  layer text not null,
  file_name text not null,
  file_hash text,
  file_bytes bigint,
  options jsonb not null default '{}',
  actor text not null default session_user,
  started_at timestamptz not null default now(),
  rows_read bigint not null default 0,
  rows_inserted bigint not null default 0,
  rows_updated bigint not null default 0,
  rows_unchanged bigint not null default 0,
  rows_rejected bigint not null default 0,
  rejects jsonb not null default '[]',
  undone_at timestamptz,
  undone_by text
);

create table longlin.history (
  county_code text not null,
  id bigint generated always as identity,
  layer text not null,
  feature_id bigint not null,
  code text not null,
  operation text not null,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  import_id bigint,
  before jsonb,
  after jsonb,
  primary key (county_code, id)
);
create index history_feature on longlin.history (county_code, layer, feature_id, id);

create table longlin.outbox (
  county_code text not null,
  id bigint generated always as identity,
  layer text not null,
  box geometry,
  ids bigint[] not null,
  at timestamptz not null default clock_timestamp(),
  -- which transaction wrote it: a reader compares it with the snapshot it saw, so that a late commit is never missed
  tx xid8 not null default pg_current_xact_id(),
  primary key (county_code, id)
);
create index outbox_id on longlin.outbox (id);
create index outbox_tx on longlin.outbox (county_code, tx);

-- Who makes the change: the service names its user, psql and QGIS are known by their session.
create function longlin.actor() returns text language sql stable
  return coalesce(nullif(current_setting('longlin.actor', true), ''), session_user);

create function longlin.touch() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;

-- Before and after of every change; geometries as extended WKB, which loses nothing. An inserted row that carries its import's id needs no copy of itself.
-- Layers with and without geometry need the same function over another row type.
do $do$
declare
  suffix text;
  strip text;
begin
  for suffix, strip in values ('', 'to_jsonb(%1$s)'), ('_geom', $s$(to_jsonb(%1$s) - 'geom_3857') || jsonb_build_object('geom', encode(st_asewkb(%1$s.geom), 'hex'))$s$) loop
    execute format($f$
create function longlin.capture_history%s() returns trigger language plpgsql as $body$
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

create function longlin.capture_boxes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into longlin.outbox (county_code, layer, box, ids)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857), array_agg(id) from new_rows group by county_code;
  elsif tg_op = 'UPDATE' then
    insert into longlin.outbox (county_code, layer, box, ids)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857), array_agg(distinct id)
    from (select county_code, id, geom_3857 from old_rows union all select county_code, id, geom_3857 from new_rows) r group by county_code;
  else
    insert into longlin.outbox (county_code, layer, box, ids)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857), array_agg(id) from old_rows group by county_code;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;

create function longlin.capture_ids() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into longlin.outbox (county_code, layer, ids) select county_code, tg_table_name, array_agg(id) from old_rows group by county_code;
  else
    insert into longlin.outbox (county_code, layer, ids) select county_code, tg_table_name, array_agg(id) from new_rows group by county_code;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;
