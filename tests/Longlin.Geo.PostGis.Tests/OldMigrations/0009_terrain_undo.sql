-- the height tiles that an import of heights found, so that it can be taken back; no tile where there was none
create table longlin.terrain_before (
  county_code text not null,
  import_id bigint not null,
  x integer not null,
  y integer not null,
  step_arcsec integer,
  tile bytea,
  source text,
  primary key (county_code, import_id, x, y)
);
alter table longlin.terrain_before alter column tile set storage external;
