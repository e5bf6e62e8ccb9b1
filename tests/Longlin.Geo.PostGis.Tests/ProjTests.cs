using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Coordinates against PROJ, by way of PostGIS's st_transform.</summary>
public sealed class ProjTests(TestCluster cluster)
{
    private const double OneCentimetre = 0.01;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Ranges =>
        new()
        {
            { 4491, 4501 },
            { 4502, 4512 },
            { 4513, 4533 },
            { 4534, 4554 },
            { 32643, 32653 },
            { 3857, 3857 },
        };

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task Every_zone_agrees_with_proj_to_a_centimetre(int first, int last)
    {
        await using var database = await cluster.EmptyAsync();
        for (var code = first; code <= last; code++)
        {
            var crs = CrsTable.Find($"EPSG:{code}", out var fault);
            Assert.True(crs is not null, fault?.En);
            var area = crs.Area.Intersection(new Envelope(73.7, 134.7, 17, 53.5));
            List<Coordinate> places =
            [
                .. from i in Enumerable.Range(0, 5)
                from j in Enumerable.Range(0, 5)
                select new Coordinate(area.MinX + area.Width * i / 4, area.MinY + area.Height * j / 4),
            ];
            // CGCS2000 and WGS 84 are treated as equal by the project's own rule, so the system's own datum is the
            // source.
            var source = code is >= 4491 and <= 4554 ? 4490 : 4326;
            var worst = 0.0;
            foreach (
                var (place, x, y) in await ProjectedAsync(
                    database,
                    places,
                    "st_transform(st_setsrid(st_point(lon, lat), " + source + "), " + code + ")"
                )
            )
            {
                var (lon, lat) = crs.ToGeographic(x, y);
                worst = Math.Max(worst, Geodesy.DistanceMetres(place.X, place.Y, lon, lat));
                var (east, north) = crs.FromGeographic(place.X, place.Y);
                // On the Mercator map a metre of the map is less than a metre on the ground.
                worst = Math.Max(worst, double.Hypot(east - x, north - y));
            }

            Assert.True(worst < OneCentimetre, $"EPSG:{code}: {worst} m");
        }
    }

    [Theory]
    [InlineData(4214, "+proj=longlat +ellps=krass")]
    [InlineData(2434, "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +ellps=krass +units=m")]
    [InlineData(2412, "+proj=tmerc +lat_0=0 +lon_0=108 +k=1 +x_0=36500000 +ellps=krass +units=m")]
    [InlineData(21418, "+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=18500000 +ellps=krass +units=m")]
    [InlineData(4610, "+proj=longlat +a=6378140 +rf=298.257")]
    [InlineData(2381, "+proj=tmerc +lat_0=0 +lon_0=108 +k=1 +x_0=500000 +a=6378140 +rf=298.257 +units=m")]
    [InlineData(2343, "+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +a=6378140 +rf=298.257 +units=m")]
    public async Task Old_datums_with_parameters_agree_with_proj_to_a_centimetre(int code, string definition)
    {
        await using var database = await cluster.EmptyAsync();
        // Any seven numbers of the usual size serve the comparison; these are nobody's approved parameters.
        const string parameters = "12.7,-151.4,-81.9,0.3,-0.2,1.1,-3.2";
        var crs = CrsTable.Find($"EPSG:{code}", DatumShift.Parse(parameters), out var fault);
        Assert.True(crs is not null, fault?.En);
        var middle =
            crs.Area.Width > 20
                ? new Envelope(104, 112, 20, 30)
                : new Envelope(crs.Area.Centre.X - 1, crs.Area.Centre.X + 1, 20, 30);
        List<Coordinate> places =
        [
            .. from i in Enumerable.Range(0, 4)
            from j in Enumerable.Range(0, 4)
            select new Coordinate(middle.MinX + middle.Width * i / 3, middle.MinY + middle.Height * j / 3),
        ];
        var degrees = definition.Contains("longlat", StringComparison.Ordinal);
        foreach (
            var (place, x, y) in await ProjectedAsync(
                database,
                places,
                "st_transform(st_point(lon, lat), '+proj=longlat +ellps=GRS80 +towgs84=0,0,0,0,0,0,0', '"
                    + $"{definition} +towgs84={parameters}')"
            )
        )
        {
            var (lon, lat) = crs.ToGeographic(x, y);
            Assert.InRange(Geodesy.DistanceMetres(place.X, place.Y, lon, lat), 0, OneCentimetre);
            var (east, north) = crs.FromGeographic(place.X, place.Y);
            Assert.InRange(
                degrees ? Geodesy.DistanceMetres(east, north, x, y) : double.Hypot(east - x, north - y),
                0,
                OneCentimetre
            );
        }
    }

    private static async Task<List<(Coordinate Place, double X, double Y)>> ProjectedAsync(
        Database database,
        List<Coordinate> places,
        string projected
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await using NpgsqlCommand command = new(
            $"select st_x(p), st_y(p) from (select n, {projected} as p "
                + "from unnest($1::float8[], $2::float8[]) with ordinality u (lon, lat, n)) t order by n",
            connection
        );
        command.Parameters.Add(new() { Value = places.ConvertAll(p => p.X) });
        command.Parameters.Add(new() { Value = places.ConvertAll(p => p.Y) });
        List<(Coordinate, double, double)> all = [];
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            all.Add((places[all.Count], reader.GetDouble(0), reader.GetDouble(1)));
        return all;
    }
}
