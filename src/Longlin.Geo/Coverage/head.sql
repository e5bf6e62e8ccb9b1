-- the day a county's data speaks for, and the last change it contains
select
  coalesce(
    (select value::date from longlin.settings where key = 'data_date'),
    (select max(started_at)::date from longlin.imports)),
  (select coalesce(max(id), 0) from longlin.outbox where county_code = $1)
