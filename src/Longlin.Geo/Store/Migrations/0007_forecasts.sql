-- forecasts other than the planned one: verdicts computed when somebody asks for them, and kept until coverage changes

-- How a work stands on a day: finished, given up, overdue, late (behind its days), running or not begun.
create function longlin.work_state(
  status text, starts_on date, due_on date, finished_on date, progress_pct double precision, on_day date
) returns text language sql immutable as $$
  select case
    when finished_on <= on_day then 'finished'
    when status = 'closed' then 'given_up'
    when due_on < on_day then 'overdue'
    when starts_on <= on_day and status = 'planned' then 'late'
    when starts_on < on_day and due_on > starts_on
      and coalesce(progress_pct, 0) < 100.0 * (on_day - starts_on) / (due_on - starts_on) then 'late'
    when starts_on <= on_day then 'running'
    else 'not_begun'
  end
$$;

-- Which forecasts are there, and the version of the county's coverage that they belong to. Like the ways, all of it can
-- be computed again at any time.
create unlogged table longlin.forecast_runs (
  county_code text not null,
  forecast text not null,
  version bigint not null,
  primary key (county_code, forecast)
);

-- The verdicts of a forecast: rows like those of coverage.
create unlogged table longlin.forecast_coverage (
  forecast text not null,
  like longlin.coverage,
  primary key (county_code, forecast, service, subject, subject_id)
);

-- The verdicts under any forecast; those of coverage are the planned ones.
create view longlin.coverage_by_forecast as
select 'planned'::text as forecast, c.county_code, c.service, c.subject, c.subject_id, c.since, c.verdict, c.reason,
  c.near_road, c.blocking, c.blocking_end, c.evidence, c.conflict
from longlin.coverage c
union all
select f.forecast, f.county_code, f.service, f.subject, f.subject_id, f.since, f.verdict, f.reason,
  f.near_road, f.blocking, f.blocking_end, f.evidence, f.conflict
from longlin.forecast_coverage f;

alter table longlin.way_days add column forecast text not null default 'planned';
alter table longlin.way_days drop constraint way_days_pkey;
alter table longlin.way_days add primary key (county_code, service, day, forecast);
alter table longlin.ways add column forecast text not null default 'planned';
alter table longlin.ways drop constraint ways_pkey;
alter table longlin.ways add primary key (county_code, service, day, forecast, subject, subject_id);
