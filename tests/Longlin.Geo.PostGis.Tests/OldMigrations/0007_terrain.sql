-- heights of the ground in tiles of 256 × 256 cells; what the bytes mean is said by Model/ElevationTile.cs
create table longlin.terrain (
  county_code text not null default longlin.home_county(),
  x integer not null,
  y integer not null,
  step_arcsec integer not null check (step_arcsec > 0),
  tile bytea not null,
  source text not null,
  imported_at timestamptz not null default now(),
  primary key (county_code, x, y)
);
-- Heights are noise to a compressor: without it they are read several times faster.
alter table longlin.terrain alter column tile set storage external;
