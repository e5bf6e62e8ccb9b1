-- what the one pass over all dates found: a row a place and service, its pieces as arrays that stand side by side
create table longlin.coverage_runs (
  county_code text primary key,
  version bigint not null,
  standard text not null,
  standard_version text not null,
  data_date date not null,
  snapshot pg_snapshot not null,
  computed_at timestamptz not null default now()
);

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
  primary key (county_code, service, subject, subject_id)
);

-- What a hamlet's tile feature carries: since_road, since_power … (yyyymmdd of the last change to met; 0 = always).
create table longlin.hamlet_since (
  county_code text not null,
  hamlet_id bigint not null,
  since jsonb not null,
  primary key (county_code, hamlet_id)
);
