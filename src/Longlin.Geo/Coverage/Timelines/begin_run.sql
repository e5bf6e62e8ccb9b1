-- the next version of a county's coverage; no row where a later snapshot was written already
-- The row lock keeps two computations apart.
insert into longlin.coverage_runs as r (county_code, version, standard, standard_version, data_date, snapshot)
values (@county, 1, @standard, @standardVersion, @dataDate, @snapshot::pg_snapshot)
on conflict (county_code) do update set
  version = r.version + 1, standard = excluded.standard, standard_version = excluded.standard_version,
  data_date = excluded.data_date, snapshot = excluded.snapshot, computed_at = clock_timestamp()
where pg_snapshot_xmax(r.snapshot) <= pg_snapshot_xmax(excluded.snapshot)
returning version
