-- the next version of a county's coverage; the row lock keeps two computations apart, and an older snapshot never replaces a newer one
insert into longlin.coverage_runs as r (county_code, version, standard, standard_version, data_date, snapshot)
values ($1, 1, $2, $3, $4, $5::pg_snapshot)
on conflict (county_code) do update set
  version = r.version + 1, standard = excluded.standard, standard_version = excluded.standard_version,
  data_date = excluded.data_date, snapshot = excluded.snapshot, computed_at = clock_timestamp()
where pg_snapshot_xmax(r.snapshot) <= pg_snapshot_xmax(excluded.snapshot)
returning version
