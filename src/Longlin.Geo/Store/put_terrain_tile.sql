-- writes one height tile, over the one that may be there
insert into longlin.terrain (county_code, x, y, step_arcsec, tile, source)
values (@county, @x, @y, @step, @tile, @source)
on conflict (county_code, x, y) do update set
  step_arcsec = excluded.step_arcsec, tile = excluded.tile, source = excluded.source,
  imported_at = excluded.imported_at
