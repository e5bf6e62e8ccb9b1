-- the day the data speaks for, and the snapshot in which it is read
select
  coalesce(
    (select value::date from longlin.settings where key = 'data_date'),
    (select max(started_at)::date from longlin.imports where layer <> 'terrain')) as data_date,
  pg_current_snapshot()::text as snapshot
