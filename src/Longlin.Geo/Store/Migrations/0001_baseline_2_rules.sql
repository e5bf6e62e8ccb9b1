-- rules that every query shares, each as one function that the planner inlines: single expressions, immutable

-- Whether a row has begun on a day; without a date it always has.
create or replace function longlin.opened_by(opened_on date, day date) returns boolean
language sql immutable parallel safe
  return coalesce(opened_on <= day, true);

-- Whether a row has ended on a day; closed without a date, it has ended on every day.
create or replace function longlin.closed_by(status text, closed_on date, day date) returns boolean
language sql immutable parallel safe
  return coalesce(closed_on <= day, status = 'closed');

-- Whether a row exists on a day: from opened_on (without it: always) until the day before closed_on. Planned is not
-- built: a row counts once its status is open or closed. Closed without a date, it does not exist.
create or replace function longlin.stands_on(status text, opened_on date, closed_on date, day date) returns boolean
language sql immutable parallel safe
  return status in ('open', 'closed')
    and coalesce(opened_on <= day, true) and coalesce(closed_on > day, status = 'open');

-- Whether the dates of a row, whatever its status, meet an interval of days; null leaves that end of it open.
create or replace function longlin.dates_meet(opened_on date, closed_on date, first_day date, last_day date)
returns boolean
language sql immutable parallel safe
  return coalesce(opened_on <= last_day, true) and coalesce(closed_on > first_day, true);

-- The village of a hamlet: the one it names, or the first 12 digits of a division code.
-- Stored columns use it: a change of it needs a migration that drops them.
create or replace function longlin.village_of(code text, village_code text) returns text
language sql immutable parallel safe
  return coalesce(village_code, case when code ~ '^[0-9]{15}$' then left(code, 12) end);

-- Whether a transaction was not yet visible in a snapshot. The first condition follows from the second; it lets an
-- index on the transaction be used.
create or replace function longlin.committed_after(tx xid8, seen pg_snapshot) returns boolean
language sql immutable parallel safe
  return tx >= pg_snapshot_xmin(seen) and not pg_visible_in_snapshot(tx, seen);

-- The places of a row in EPSG:3857: its geometry, and for an area the seat, which may lie outside.
create or replace function longlin.places_of(shape geometry, lon float8, lat float8) returns geometry
language sql immutable
  return case
    when lon is null or lat is null then shape
    else st_collect(shape, st_transform(st_setsrid(st_makepoint(lon, lat), 4490), 3857))
  end;
