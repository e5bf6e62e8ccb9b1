using System.Globalization;
using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Where the rows of a file land: systems that PROJ converts, the county's outline, web-map offsets.</summary>
public sealed class CoordinateImportTests(TestCluster cluster) : IDisposable
{
    private const string Outline =
        "insert into longlin.areas (county_code, code, level, name, geom) values ('451031', '451031', 'county', 'x', "
        + "st_multi(st_setsrid(st_geomfromtext('POLYGON((105 24.4, 105.6 24.4, 105.6 25, 105 25, 105 24.4))'), 4490)))";
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Points(IEnumerable<(double X, double Y)> points) =>
        Write(
            "a.csv",
            "code,x,y\n"
                + string.Concat(
                    points.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"A{i},{p.X:R},{p.Y:R}\n"))
                )
        );

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static Task<IntakeResult> TakeAsync(
        Database database,
        string file,
        string? crs,
        string layer = "hamlets",
        bool confirmed = false,
        string? name = null
    ) =>
        Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog[layer],
                Crs = crs,
                Confirmed = confirmed,
                Map = name is null ? new Dictionary<string, string>() : new() { ["name"] = name },
            },
            new(),
            null,
            Token
        );

    private async Task<string> RefusedAsync(
        Database database,
        string file,
        string? crs,
        string layer = "hamlets",
        string? name = null
    )
    {
        var before = await database.ScalarAsync<long>($"select count(*) from longlin.{layer}");
        var refused = await Assert.ThrowsAsync<ImportException>(() =>
            TakeAsync(database, file, crs, layer, name: name)
        );
        Assert.Equal(before, await database.ScalarAsync<long>($"select count(*) from longlin.{layer}"));
        return refused.Text.En;
    }

    [Theory]
    [InlineData("EPSG:7755", 7755, 77.6, 34.2)] // Lambert, WGS 84, India
    [InlineData("EPSG:3405", 3405, 105.2, 22.9)] // UTM on VN-2000, seven published parameters
    [InlineData("EPSG:27700", 27700, -1.5, 52.5)]
    [InlineData("EPSG:2154", 2154, 1.6, 42.6)]
    [InlineData("EPSG:4269", 4269, -100, 40)]
    [InlineData("+proj=utm +zone=43 +datum=WGS84", 32643, 77.6, 34.2)]
    [InlineData("+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +ellps=GRS80 +units=m", 4544, 105.2, 24.7)]
    public async Task Any_code_or_text_lands_where_PROJ_says(string crs, int code, double lon, double lat)
    {
        await using var database = await cluster.EmptyAsync();
        var at = FormattableString.Invariant($"st_transform(st_setsrid(st_point({lon}, {lat}), 4326), {code})");
        var (x, y) = (
            await database.ScalarAsync<double>($"select st_x({at})"),
            await database.ScalarAsync<double>($"select st_y({at})")
        );
        var result = await TakeAsync(database, Points([(x, y), (x + 1, y)]), crs);
        Assert.Equal(2, result.Counts.Inserted);
        var (storedLon, storedLat) = (
            await database.ScalarAsync<double>("select st_x(geom) from longlin.hamlets where code = 'A0'"),
            await database.ScalarAsync<double>("select st_y(geom) from longlin.hamlets where code = 'A0'")
        );
        Assert.InRange(Geodesy.DistanceMetres(lon, lat, storedLon, storedLat), 0, 0.1);
    }

    [Fact]
    public async Task A_definition_in_another_projection_is_converted_and_one_in_feet_too()
    {
        await using var database = await cluster.EmptyAsync();
        const string geographic =
            "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
            + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
        const string feet =
            "PROJCS[\"x\","
            + geographic
            + ",PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",1640419.947506562],"
            + "PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",105.0],PARAMETER[\"Scale_Factor\",1.0],"
            + "PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Foot\",0.3048]]";
        var (x, y) = CrsTable.Find("EPSG:4544", out _)!.FromGeographic(105.2, 24.7);
        await TakeAsync(database, Points([(x / 0.3048, y / 0.3048)]), feet);
        var lon = await database.ScalarAsync<double>("select st_x(geom) from longlin.hamlets");
        var lat = await database.ScalarAsync<double>("select st_y(geom) from longlin.hamlets");
        Assert.InRange(Geodesy.DistanceMetres(105.2, 24.7, lon, lat), 0, 0.1);
    }

    [Theory]
    [InlineData("EPSG:4555", 105.2, 24.7, "no public transformation")]
    [InlineData("EPSG:2433", 200_000, 2_700_000, "no public transformation")]
    [InlineData("EPSG:99999", 105.2, 24.7, "registry has no")]
    [InlineData("+proj=nonsense +ellps=GRS80", 105.2, 24.7, "does not know")]
    [InlineData("+proj=longlat +ellps=clrk66", -100, 40, "only guess")]
    [InlineData("EPSG:4267", 105.2, 24.7, "only guess")]
    [InlineData("EPSG:27700", 10_000_000, 0, "outside the area of use")]
    [InlineData("EPSG:27700", 900_000_000, 900_000_000, "outside the area of use")]
    public async Task What_PROJ_only_guesses_or_does_not_know_is_refused(string crs, double x, double y, string reason)
    {
        await using var database = await cluster.EmptyAsync();
        Assert.Contains(reason, await RefusedAsync(database, Points([(x, y)]), crs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_outside_the_outline_need_confirmation()
    {
        await using var database = await cluster.EmptyAsync();
        (double, double)[] far = [(117, 32), (117.2, 31.9), (105.3, 24.6)];
        Assert.Equal(3, (await TakeAsync(database, Points(far), "EPSG:4490")).Counts.Inserted);
        await database.RunAsync("delete from longlin.hamlets");
        await database.RunAsync(Outline);
        var message = await RefusedAsync(database, Points(far), "EPSG:4490");
        Assert.Contains("2 of 3 rows lie outside the county", message, StringComparison.Ordinal);
        Assert.Matches(@"1,3\d\d km northeast of the county", message);
        Assert.Contains("--confirm", message, StringComparison.Ordinal);
        Assert.Equal(3, (await TakeAsync(database, Points(far), "EPSG:4490", confirmed: true)).Counts.Inserted);

        // Where most rows are right, the others are rejected one by one.
        await database.RunAsync("delete from longlin.hamlets");
        var result = await TakeAsync(
            database,
            Points([(105.2, 24.5), (105.3, 24.6), (105.69, 24.7), (104.1, 24.7)]),
            "EPSG:4490"
        );
        Assert.Equal(3, result.Counts.Inserted);
        var rejection = Assert.Single(result.Rejections);
        Assert.Equal(4, rejection.Row);
        Assert.Contains("91 km west of the county", rejection.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seventy_eight_counties_far_away_do_not_become_hamlets_without_a_word()
    {
        var file = Ask.Need("gbk/chinese_encoding.shp");
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(Outline);
        Assert.Contains(
            "--confirm",
            await RefusedAsync(database, file, "EPSG:4490", "zones", name: "NAME99"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("EPSG:4545", "EPSG:4544", "EPSG:4544")]
    [InlineData("EPSG:4524", "EPSG:4523", "EPSG:4523")]
    [InlineData("EPSG:4545", "EPSG:4523", "EPSG:4523")]
    [InlineData("EPSG:4523", "EPSG:4544", "EPSG:4544")]
    [InlineData("EPSG:4490", "EPSG:4523", "EPSG:4523")]
    [InlineData("EPSG:4490", "EPSG:4496", "EPSG:4496")]
    [InlineData("EPSG:32649", "EPSG:32648", "EPSG:32648")]
    [InlineData("EPSG:3857", "EPSG:4544", "EPSG:4544")]
    public async Task Numbers_of_another_zone_are_refused_with_that_zone(string declared, string truth, string named)
    {
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(Outline);
        var crs = CrsTable.Find(truth, out _)!;
        var file = Points([crs.FromGeographic(105.2, 24.5), crs.FromGeographic(105.3, 24.7)]);
        Assert.Contains($"use --crs {named}", await RefusedAsync(database, file, declared), StringComparison.Ordinal);
        Assert.Equal(2, (await TakeAsync(database, file, named)).Counts.Inserted);
    }

    [Theory]
    [InlineData("EPSG:4490", "GCJ-02")]
    [InlineData("EPSG:4490", "BD-09")]
    [InlineData("GCJ-02", "EPSG:4490")]
    [InlineData("GCJ-02", "BD-09")]
    public async Task Coordinates_of_a_web_map_are_found_by_the_roads_and_both_fits_are_reported(
        string declared,
        string truth
    )
    {
        await using var database = await cluster.DemoAsync();
        var crs = CrsTable.Find(truth, out _)!;
        var file = Points(await OnRoadsAsync(database, crs));
        await database.RunAsync("delete from longlin.hamlets");
        var message = await RefusedAsync(database, file, declared);
        Assert.Contains($"look like {truth}, not {declared}", message, StringComparison.Ordinal);
        Assert.Contains("roads", message, StringComparison.Ordinal);
        Assert.Matches("EPSG:4490 [\\d,]+ m, GCJ-02 [\\d,]+ m, BD-09 [\\d,]+ m", message);
        Assert.Equal(60, (await TakeAsync(database, file, truth)).Counts.Inserted);
    }

    [Fact]
    public async Task Confirmed_coordinates_are_taken_with_a_warning_and_true_ones_without()
    {
        await using var database = await cluster.DemoAsync();
        var gcj = Points(await OnRoadsAsync(database, CrsTable.Find("GCJ-02", out _)!));
        var result = await TakeAsync(database, gcj, "EPSG:4490", confirmed: true);
        Assert.Contains(result.Warnings, w => w.En.Contains("GCJ-02", StringComparison.Ordinal));
        var right = Points(await OnRoadsAsync(database, CrsTable.Find("EPSG:4490", out _)!));
        result = await TakeAsync(database, right, "EPSG:4490");
        Assert.DoesNotContain(result.Warnings, w => w.En.Contains("GCJ-02", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EPSG:4490", null)]
    [InlineData("GCJ-02", "GCJ-02")]
    [InlineData("BD-09", "BD-09")]
    public async Task Outlines_of_a_web_map_are_found_by_the_county(string truth, string? named)
    {
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(Outline);
        var crs = CrsTable.Find(truth, out _)!;
        // Two townships side by side that fill the county.
        string[] rows =
        [
            .. new[] { (105.0, 105.3), (105.3, 105.6) }.Select(
                (t, i) =>
                {
                    (double X, double Y)[] ring =
                    [
                        .. Side(t.Item1, 24.4, t.Item2, 24.4),
                        .. Side(t.Item2, 24.4, t.Item2, 25),
                        .. Side(t.Item2, 25, t.Item1, 25),
                        .. Side(t.Item1, 25, t.Item1, 24.4),
                        (t.Item1, 24.4),
                    ];
                    var text = string.Join(
                        ',',
                        ring.Select(p => crs.FromGeographic(p.X, p.Y))
                            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:R} {p.Y:R}"))
                    );
                    return $"45103110{i},township,\"POLYGON(({text}))\"\n";
                }
            ),
        ];
        var file = Write("t.csv", "code,level,wkt\n" + string.Concat(rows));
        if (named is null)
            Assert.Equal(2, (await TakeAsync(database, file, "EPSG:4490", "areas")).Counts.Inserted);
        else
            Assert.Contains(
                $"look like {named}, not EPSG:4490",
                await RefusedAsync(database, file, "EPSG:4490", "areas"),
                StringComparison.Ordinal
            );

        static IEnumerable<(double, double)> Side(double x, double y, double toX, double toY) =>
            Enumerable.Range(0, 10).Select(i => (x + (toX - x) * i / 10, y + (toY - y) * i / 10));
    }

    // Sixty places on roads, drawn in a system.
    private static async Task<List<(double X, double Y)>> OnRoadsAsync(Database database, SpatialReference crs)
    {
        List<(double, double)> places = [];
        await using var command = database.Source.CreateCommand(
            "select st_x(p), st_y(p) from (select st_startpoint(st_geometryn(geom, 1)) as p from longlin.roads "
                + "order by code limit 60) x"
        );
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            places.Add(crs.FromGeographic(reader.GetDouble(0), reader.GetDouble(1)));
        return places;
    }
}
