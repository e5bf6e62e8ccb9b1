-- readers of the outbox ask for layer, county and box: the ids of a million new rows are not gathered for nobody
alter table longlin.outbox drop column ids;

create or replace function longlin.capture_boxes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into longlin.outbox (county_code, layer, box)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857) from new_rows group by county_code;
  elsif tg_op = 'UPDATE' then
    insert into longlin.outbox (county_code, layer, box)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857)
    from (select county_code, geom_3857 from old_rows union all select county_code, geom_3857 from new_rows) r group by county_code;
  else
    insert into longlin.outbox (county_code, layer, box)
    select county_code, tg_table_name, st_setsrid(st_extent(geom_3857)::geometry, 3857) from old_rows group by county_code;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;

create or replace function longlin.capture_ids() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into longlin.outbox (county_code, layer) select distinct county_code, tg_table_name from old_rows;
  else
    insert into longlin.outbox (county_code, layer) select distinct county_code, tg_table_name from new_rows;
  end if;
  perform pg_notify('longlin', tg_table_name);
  return null;
end $$;
