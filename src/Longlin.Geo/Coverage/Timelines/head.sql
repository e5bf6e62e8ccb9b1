-- the day the data speaks for, the one that is set (null: the newest import's), and the snapshot in which both are read
select s.set_date, pg_current_snapshot()::text as snapshot,
  coalesce(
    s.set_date,
    (select (max(started_at) at time zone @zone)::date from longlin.imports where layer <> 'terrain')) as data_date
from (select (select value::date from longlin.settings where key = 'data_date') as set_date) s
