-- the cheapest ways of the days that were asked about stand apart from the verdicts of all days

-- Why a place was not met is known for every day; over which links it is best joined, only for the days asked about.
update longlin.coverage set
  reason = array_replace(array_replace(array_replace(array_replace(reason,
    'no_link', 'nothing_served'), 'upgrade_needed', 'nothing_served'), 'upgrade_and_build', 'nothing_served'),
    'not_joined', 'nothing_served'),
  blocking = '{}',
  blocking_end = array_fill(0, array[cardinality(since)])
where reason && array['no_link', 'upgrade_needed', 'upgrade_and_build', 'not_joined'];

alter table longlin.coverage drop column upgrade_m, drop column build_m, drop column distance_m;

alter domain longlin.reasons drop constraint reasons_known;
alter domain longlin.reasons add constraint reasons_known check (value <@ array[
  'served', 'surveyed', 'declared', 'indicators_met', 'all_hamlets_met', 'inside', 'open',
  'no_link', 'upgrade_needed', 'upgrade_and_build', 'not_joined', 'closed', 'nothing_served', 'out_of_reach',
  'indicator_failed', 'hamlets_lacking', 'none_inside', 'no_way', 'bottleneck',
  'attribute_missing', 'indicator_missing', 'hamlets_unknown', 'no_hamlets', 'outline_missing', 'no_data',
  'no_source', 'seat_missing', 'households_missing', 'not_computed']);

-- Which days are there, and the version of the county's coverage and the prices that they belong to. Both tables can be
-- computed again at any time: they need not survive a crash.
create unlogged table longlin.way_days (
  county_code text not null,
  service text not null,
  day date not null,
  version bigint not null,
  -- What a metre to build costs in metres to upgrade: another price makes other ways.
  build_weight double precision not null,
  computed_at timestamptz not null default clock_timestamp(),
  primary key (county_code, service, day)
);

-- What each place lacks on a day: metres, and the links to upgrade or to reopen, from the place on.
create unlogged table longlin.ways (
  county_code text not null,
  service text not null,
  day date not null,
  subject text not null,
  subject_id bigint not null,
  -- null where the place is served, or nothing leads anywhere.
  reason text,
  upgrade_m real,
  build_m real,
  -- In a straight line to the nearest served link.
  distance_m real,
  blocking text[] not null,
  -- Those under a closure, and the day on which each reopens (null: not known).
  closed text[] not null,
  reopens date[] not null,
  -- The cheapest way over existing links alone.
  existing_upgrade_m real,
  existing_build_m real,
  primary key (county_code, service, day, subject, subject_id)
);
