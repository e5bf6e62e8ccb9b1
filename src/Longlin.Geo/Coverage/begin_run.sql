-- the next version of a county's coverage; the row lock keeps two computations apart, and an older snapshot never replaces a newer one
insert into longlin.coverage_runs as r (county_code, version, standard, standard_version, data_date, outbox_id)
values ($1, 1, $2, $3, $4, $5)
on conflict (county_code) do update set
  version = r.version + 1, standard = excluded.standard, standard_version = excluded.standard_version,
  data_date = excluded.data_date, outbox_id = excluded.outbox_id, computed_at = clock_timestamp()
where r.outbox_id <= excluded.outbox_id
returning version
