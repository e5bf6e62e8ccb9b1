-- makes room for the ways of a day: its old rows go, and the days of older versions, and the oldest of too many
with kept as (
  select d.service, d.day, d.forecast from longlin.way_days d
  where d.county_code = @county and d.version = @version
  order by d.computed_at desc
  limit @most
),
gone as (
  delete from longlin.way_days d
  where d.county_code = @county
    and (
      (d.service = @service and d.day = @day and d.forecast = @forecast)
      or (d.service, d.day, d.forecast) not in (select k.service, k.day, k.forecast from kept k)
    )
  returning d.service, d.day, d.forecast
),
emptied as (
  delete from longlin.ways w
  where w.county_code = @county
    and (
      (w.service = @service and w.day = @day and w.forecast = @forecast)
      or (w.service, w.day, w.forecast) in (select g.service, g.day, g.forecast from gone g)
    )
)
select count(*) as gone from gone
