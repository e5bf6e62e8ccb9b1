-- the height tiles of a county in a rectangle of tiles
select x, y, tile from longlin.terrain
where county_code = @county and x between @west and @east and y between @north and @south
