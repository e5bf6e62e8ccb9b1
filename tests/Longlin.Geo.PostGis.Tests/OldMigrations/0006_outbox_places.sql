-- the outbox tells where exactly: few changed rows by their shapes, many by boxes of some ten kilometres, so that a reader forgets what they touch and nothing else
create index outbox_by_tx on longlin.outbox (tx);

-- A row's places in EPSG:3857: its geometry, and for an area the seat, which may lie outside.
create function longlin.places_of(shape geometry, lon float8, lat float8) returns geometry language sql immutable
  return case when lon is null or lat is null then shape else st_collect(shape, st_transform(st_setsrid(st_makepoint(lon, lat), 4490), 3857)) end;

do $do$
declare
  suffix text;
  place text;
begin
  for suffix, place in values ('boxes', 'r.geom_3857'), ('places', 'longlin.places_of(r.geom_3857, r.seat_lon, r.seat_lat)') loop
    execute format($f$
create or replace function longlin.capture_%1$s() returns trigger language plpgsql as $body$
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit 65) r) <= 64 then
      insert into longlin.outbox (county_code, layer, box) select county_code, tg_table_name, st_collect(%2$s) from new_rows r group by county_code;
    else
      insert into longlin.outbox (county_code, layer, box)
      select county_code, tg_table_name, st_collect(b) from (select county_code, st_setsrid(st_extent(g)::geometry, 3857) as b from (select r.county_code, %2$s as g from new_rows r) r group by county_code, floor(st_xmin(g) / 10000), floor(st_ymin(g) / 10000)) c group by county_code;
    end if;
  elsif tg_op = 'UPDATE' then
    if (select count(*) from (select from new_rows limit 65) r) <= 64 then
      insert into longlin.outbox (county_code, layer, box) select county_code, tg_table_name, st_collect(g) from (select r.county_code, %2$s as g from old_rows r union all select r.county_code, %2$s from new_rows r) r group by county_code;
    else
      insert into longlin.outbox (county_code, layer, box)
      select county_code, tg_table_name, st_collect(b) from (select county_code, st_setsrid(st_extent(g)::geometry, 3857) as b from (select r.county_code, %2$s as g from old_rows r union all select r.county_code, %2$s from new_rows r) r group by county_code, floor(st_xmin(g) / 10000), floor(st_ymin(g) / 10000)) c group by county_code;
    end if;
  else
    if (select count(*) from (select from old_rows limit 65) r) <= 64 then
      insert into longlin.outbox (county_code, layer, box) select county_code, tg_table_name, st_collect(%2$s) from old_rows r group by county_code;
    else
      insert into longlin.outbox (county_code, layer, box)
      select county_code, tg_table_name, st_collect(b) from (select county_code, st_setsrid(st_extent(g)::geometry, 3857) as b from (select r.county_code, %2$s as g from old_rows r) r group by county_code, floor(st_xmin(g) / 10000), floor(st_ymin(g) / 10000)) c group by county_code;
    end if;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $body$ $f$, suffix, place);
  end loop;
end $do$;

-- A table that is emptied at once tells of no rows: everything of the layer is forgotten, by the sign of a box that is empty.
create function longlin.capture_truncate() returns trigger language plpgsql as $$
begin
  insert into longlin.outbox (county_code, layer, box) select coalesce((select min(county_code) from longlin.coverage_runs), longlin.home_county()), tg_table_name, st_setsrid('polygon empty'::geometry, 3857);
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;
