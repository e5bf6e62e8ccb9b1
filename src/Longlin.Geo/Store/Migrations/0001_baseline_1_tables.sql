-- settings, imports, history, outbox, users, coverage and heights: every table that no layer description defines
create table longlin.settings (
  key text primary key,
  value text not null
);

-- The county of rows that do not name one.
create function longlin.home_county() returns text language sql stable
  return coalesce((select value from longlin.settings where key = 'home_county'), '451031');

-- Who makes the change: the service names its user, psql and QGIS are known by their session.
create function longlin.actor() returns text language sql stable
  return coalesce(nullif(current_setting('longlin.actor', true), ''), session_user);

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
create index imports_started on longlin.imports (started_at);

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
-- The changes of a day are looked up by their time.
create index history_at on longlin.history (county_code, at);

create table longlin.outbox (
  county_code text not null,
  id bigint generated always as identity,
  layer text not null,
  -- Where, in EPSG:3857: the shapes of a few changed rows, boxes of some ten kilometres for many. A reader then drops
  -- what they touch and nothing else. An empty polygon stands for the whole layer.
  box geometry,
  at timestamptz not null default clock_timestamp(),
  -- The transaction that wrote it: a reader compares it with the snapshot it saw, so a late commit is never missed.
  tx xid8 not null default pg_current_xact_id(),
  primary key (county_code, id)
);
create index outbox_id on longlin.outbox (id);
create index outbox_tx on longlin.outbox (county_code, tx);
create index outbox_by_tx on longlin.outbox (tx);

create table longlin.users (
  name text primary key,
  role text not null,
  -- Only rows of this township; null: of every township.
  township_code text,
  -- SHA-256 of a random token of 256 bits: there is nothing to guess, so no salt and no slow hash is needed.
  token_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null default longlin.actor(),
  revoked_at timestamptz,
  revoked_by text
);

create table longlin.coverage_runs (
  county_code text primary key,
  version bigint not null,
  standard text not null,
  standard_version text not null,
  data_date date not null,
  snapshot pg_snapshot not null,
  computed_at timestamptz not null default now()
);

-- What one computation over all dates found: a row per place and service, its pieces as parallel arrays.
-- Piece k holds from since[k] until the day before since[k+1]; verdict 0 not met, 1 met, 2 unknown.
create table longlin.coverage (
  county_code text not null,
  subject text not null,
  subject_id bigint not null,
  service text not null,
  since date[] not null,
  verdict smallint[] not null,
  reason text[] not null,
  upgrade_m real[] not null,
  build_m real[] not null,
  distance_m real[] not null,
  near_road boolean[] not null,
  blocking text[] not null,
  -- What the verdict rests on: 0 none, 1 geometry, 2 declared, 3 inspection, 4 acceptance.
  evidence smallint[] not null,
  -- Whether weaker evidence says otherwise.
  conflict boolean[] not null,
  primary key (county_code, service, subject, subject_id)
);

-- What a hamlet's tile feature carries: since_road, since_power … (yyyymmdd of the last change to met; 0 = always).
create table longlin.hamlet_since (
  county_code text not null,
  hamlet_id bigint not null,
  since jsonb not null,
  primary key (county_code, hamlet_id)
);

-- Heights of the ground in tiles of 256 × 256 cells; Model/ElevationTile.cs defines the bytes.
create table longlin.terrain (
  county_code text not null default longlin.home_county(),
  x integer not null,
  y integer not null,
  step_arcsec integer not null check (step_arcsec > 0),
  tile bytea not null,
  source text not null,
  imported_at timestamptz not null default now(),
  primary key (county_code, x, y)
);
-- Heights hardly compress; stored uncompressed they are read several times faster.
alter table longlin.terrain alter column tile set storage external;

-- The height tiles that an import of heights replaced, so that it can be undone; no tile where there was none.
create table longlin.terrain_before (
  county_code text not null,
  import_id bigint not null,
  x integer not null,
  y integer not null,
  step_arcsec integer,
  tile bytea,
  source text,
  primary key (county_code, import_id, x, y)
);
alter table longlin.terrain_before alter column tile set storage external;
