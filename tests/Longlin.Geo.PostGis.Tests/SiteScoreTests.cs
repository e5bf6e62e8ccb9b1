using System.Net;
using System.Text.Json;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Sites drawn on the map are checked against zones and scored.</summary>
public sealed class SiteScoreTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<JsonElement> ScoreAsync(string rest)
    {
        var (status, body) = await service.PostAsync("/api/sites/score", $$"""{"asOf":"{{Day}}",{{rest}}}""");
        Assert.True(status == HttpStatusCode.OK, body.GetRawText());
        return body;
    }

    private static readonly JsonSerializerOptions GeoJson = new()
    {
        Converters = { new NetTopologySuite.IO.Converters.GeoJsonConverterFactory() },
    };

    private static string Drawn(Geometry geometry) => $"\"geometry\":{JsonSerializer.Serialize(geometry, GeoJson)}";

    private static Polygon Square(double lon, double lat, double degrees) =>
        (Polygon)
            new GeometryFactory().ToGeometry(new Envelope(lon - degrees, lon + degrees, lat - degrees, lat + degrees));

    private Task<string> CodesAsync() =>
        service.Database.ScalarAsync<string>(
            "select string_agg('\"' || code || '\"', ',' order by code) from longlin.sites"
        );

    [Fact]
    public async Task A_site_drawn_over_a_hazard_is_refused_with_the_zone_code_and_the_overlap()
    {
        foreach (var kind in (string[])["hazard", "flood", "ecological_red_line", "basic_farmland"])
        {
            var lon = await service.Database.ScalarAsync<double>(
                $"select st_xmax(geom) from longlin.zones where kind = '{kind}' order by id limit 1"
            );
            var lat = await service.Database.ScalarAsync<double>(
                $"select st_y(st_centroid(geom)) from longlin.zones where kind = '{kind}' order by id limit 1"
            );
            var code = await service.Database.ScalarAsync<string>(
                $"select code from longlin.zones where kind = '{kind}' order by id limit 1"
            );
            var square = Square(lon, lat, 0.003);
            var site = (await ScoreAsync(Drawn(square))).GetProperty("sites")[0];
            Assert.True(site.GetProperty("refused").GetBoolean());
            Assert.Equal(JsonValueKind.Null, site.GetProperty("score").ValueKind);
            Assert.Equal(JsonValueKind.Null, site.GetProperty("scoreLow").ValueKind);
            Assert.Contains(code, site.GetProperty("sentence").GetProperty("zh").GetString(), StringComparison.Ordinal);
            var shown = site.GetProperty("violations")
                .EnumerateArray()
                .Where(v => v.GetProperty("kind").GetString() is not ("slope" or "outside_county"))
                .ToDictionary(v => v.GetProperty("code").GetString()!, v => v.GetProperty("areaM2").GetDouble());
            Assert.Contains(code, shown.Keys);
            // Measured another way: in the plane of the national grid.
            await using var command = service.Database.Source.CreateCommand(
                "select code, st_area(st_transform(st_intersection(geom, st_geomfromtext($1, 4490)), "
                    + "4544)) from longlin.zones where kind in ('hazard', 'flood', 'ecological_red_line', "
                    + "'basic_farmland', 'heritage', 'vacated') and st_intersects(geom, st_geomfromtext($1, 4490))"
            );
            command.Parameters.Add(new() { Value = square.AsText() });
            Dictionary<string, double> expected = [];
            await using (var reader = await command.ExecuteReaderAsync(Token))
            {
                while (await reader.ReadAsync(Token))
                    expected[reader.GetString(0)] = reader.GetDouble(1);
            }

            Assert.Equal(expected.Where(e => e.Value >= 1).Select(e => e.Key).Order(), shown.Keys.Order());
            Assert.All(shown, v => Assert.InRange(v.Value / expected[v.Key], 0.995, 1.005));
        }

        var inside = await service.Database.ScalarAsync<Point>(
            "select st_pointonsurface(geom) from longlin.zones where kind = 'hazard' order by id limit 1"
        );
        var point = (await ScoreAsync(Drawn(inside))).GetProperty("sites")[0];
        Assert.True(point.GetProperty("refused").GetBoolean());
        Assert.Equal(JsonValueKind.Null, point.GetProperty("violations")[0].GetProperty("areaM2").ValueKind);
    }

    [Fact]
    public async Task Paths_match_an_independent_search_and_the_score_matches_the_manual_sum()
    {
        var answer = await ScoreAsync($"\"sites\":[{await CodesAsync()}]");
        await using var connection = await service.Database.Source.OpenConnectionAsync(Token);
        var county = await Coverage.Timelines.CountyReader.ReadAsync(
            connection,
            service.Database.Catalog,
            TestCluster.Standard,
            "451031",
            new(2019, 12, 31),
            Token
        );
        BruteWays ways = new(county, new(2019, 12, 31));
        var weights = Weights();
        var known = 0;
        foreach (var site in answer.GetProperty("sites").EnumerateArray())
        {
            var (lon, lat, sum) = (site.GetProperty("lon").GetDouble(), site.GetProperty("lat").GetDouble(), 0.0);
            foreach (var factor in site.GetProperty("factors").EnumerateArray())
            {
                var name = factor.GetProperty("factor").GetString()!;
                Assert.Equal(weights[name], factor.GetProperty("weight").GetDouble(), 4);
                if (factor.GetProperty("by").GetString() == "network")
                {
                    var expected = ways.Metres(lon, lat, name);
                    var found =
                        factor.GetProperty("distanceM").ValueKind == JsonValueKind.Null
                            ? double.PositiveInfinity
                            : factor.GetProperty("distanceM").GetDouble();
                    Assert.True(
                        expected == found || Math.Abs(expected - found) < 0.2,
                        $"{site.GetProperty("code")} {name}: {found} m, should be {expected}"
                    );
                    if (double.IsFinite(found))
                        known++;
                    if (double.IsFinite(found))
                        Assert.InRange(factor.GetProperty("score").GetDouble() - Curve(name, found), -1e-4, 1e-4);
                }

                if (factor.GetProperty("score").ValueKind == JsonValueKind.Number)
                    sum += weights[name] * factor.GetProperty("score").GetDouble();
                else
                    Assert.NotNull(factor.GetProperty("unknown").GetString());
            }

            if (site.GetProperty("score").ValueKind == JsonValueKind.Number)
                Assert.InRange(
                    site.GetProperty("score").GetDouble()
                        - sum * (1 - 0.3 * site.GetProperty("slope").GetProperty("penaltyLow").GetDouble()),
                    -2e-4,
                    2e-4
                );
        }

        Assert.True(known > 20, $"{known} ways");
        Assert.Contains(
            answer.GetProperty("sites").EnumerateArray(),
            s => s.GetProperty("score").ValueKind == JsonValueKind.Number
        );
    }

    // The principal eigenvector by squaring the matrix, from the file itself.
    private static Dictionary<string, double> Weights()
    {
        var file = Siting();
        string[] names =
        [
            .. file.GetProperty("factors").EnumerateArray().Select(f => f.GetProperty("factor").GetString()!),
        ];
        var matrix = new double[names.Length, names.Length];
        for (var i = 0; i < names.Length; i++)
            matrix[i, i] = 1;
        foreach (var c in file.GetProperty("comparisons").EnumerateArray())
        {
            var (i, j, times) = (
                Array.IndexOf(names, c.GetProperty("factor").GetString()),
                Array.IndexOf(names, c.GetProperty("over").GetString()),
                c.GetProperty("times").GetDouble()
            );
            (matrix[i, j], matrix[j, i]) = (times, 1 / times);
        }

        for (var round = 0; round < 8; round++)
        {
            var square = new double[names.Length, names.Length];
            for (var i = 0; i < names.Length; i++)
            for (var j = 0; j < names.Length; j++)
            for (var k = 0; k < names.Length; k++)
                square[i, j] += matrix[i, k] * matrix[k, j];
            var largest = square.Cast<double>().Max();
            for (var i = 0; i < names.Length; i++)
            for (var j = 0; j < names.Length; j++)
                matrix[i, j] = square[i, j] / largest;
        }

        var column = Enumerable.Range(0, names.Length).Select(i => matrix[i, 0]).ToArray();
        return names.Zip(column).ToDictionary(n => n.First, n => n.Second / column.Sum());
    }

    private static double Curve(string factor, double metres)
    {
        var points = Siting()
            .GetProperty("factors")
            .EnumerateArray()
            .Single(f => f.GetProperty("factor").GetString() == factor)
            .GetProperty("curve")
            .EnumerateArray()
            .Select(p => (X: p[0].GetDouble(), Y: p[1].GetDouble()))
            .ToList();
        if (metres >= points[^1].X)
            return points[^1].Y;
        var after = points.FindIndex(p => p.X > metres);
        var (a, b) = (points[after - 1], points[after]);
        return a.Y + (b.Y - a.Y) * (metres - a.X) / (b.X - a.X);
    }

    private static JsonElement Siting() =>
        JsonDocument
            .Parse(File.ReadAllText(Path.Combine(ProjectRoot.Find(), "data", "siting", "weights.json")))
            .RootElement;

    [Fact]
    public async Task Services_on_the_move_in_date_match_those_of_a_hamlet_at_the_same_place()
    {
        await using var command = service.Database.Source.CreateCommand(
            "select code, st_x(geom), st_y(geom) from longlin.hamlets where st_dimension(geom) = 0 "
                + "and dispersed is not true and opened_on is null order by code limit 12"
        );
        List<(string Code, double Lon, double Lat)> hamlets = [];
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
                hamlets.Add((reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2)));
        }

        foreach (var (code, lon, lat) in hamlets)
        {
            var site = (await ScoreAsync(Drawn(new Point(lon, lat)))).GetProperty("sites")[0];
            var coverage = await service.JsonAsync($"/api/hamlets/{code}/coverage?asOf={Day}");
            foreach (var verdict in site.GetProperty("services").EnumerateArray())
            {
                var own = coverage
                    .GetProperty("services")
                    .EnumerateArray()
                    .FirstOrDefault(s =>
                        s.GetProperty("service").GetString() == verdict.GetProperty("service").GetString()
                    );
                // What somebody found on the spot counts for the hamlet, not for a site.
                if (own.ValueKind == JsonValueKind.Object && own.GetProperty("evidence").GetString() == "geometry")
                    Assert.Equal(own.GetProperty("verdict").GetString(), verdict.GetProperty("verdict").GetString());
            }
        }
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "geometry")]
    [InlineData(
        """{"sites":["S45103101"],"geometry":{"type":"Point","coordinates":[105.3,24.7]}}""",
        HttpStatusCode.BadRequest,
        "geometry"
    )]
    [InlineData("""{"sites":["nowhere"]}""", HttpStatusCode.NotFound, "sites")]
    [InlineData("""{"sites":[]}""", HttpStatusCode.BadRequest, "sites")]
    [InlineData("""{"sites":["S45103101"],"asOf":"someday"}""", HttpStatusCode.BadRequest, "$.asOf")]
    [InlineData(
        """{"sites":["S45103101"],"asOf":"2019-01-01","moveInOn":"2020-01-01"}""",
        HttpStatusCode.BadRequest,
        "moveInOn"
    )]
    [InlineData("""{"sites":["S45103101"],"persons":0}""", HttpStatusCode.BadRequest, "persons")]
    [InlineData("""{"sitez":["S45103101"]}""", HttpStatusCode.BadRequest, "$.sitez")]
    [InlineData(
        """{"geometry":{"type":"LineString","coordinates":[[105.3,24.7],[105.4,24.7]]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[105.3,24.7],[105.31,24.71],[105.31,24.7],[105.3,24.71],"""
            + """[105.3,24.7]]]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[105.3,24.7],[105.31,24.7],[105.32,24.7],[105.3,24.7]]]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[105.3,24.7],[105.31,24.7],[105.31,24.71]]]}}""",
        HttpStatusCode.BadRequest,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Polygon","coordinates":[[[105.1,24.6],[105.4,24.6],[105.4,24.8],[105.1,24.8],"""
            + """[105.1,24.6]]]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Point","coordinates":[24.7,105.3]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData(
        """{"geometry":{"type":"Point","coordinates":[116.4,39.9]}}""",
        HttpStatusCode.UnprocessableEntity,
        "geometry"
    )]
    [InlineData("""{"geometry":{"type":"Point","coordinates":[]}}""", HttpStatusCode.BadRequest, "geometry")]
    [InlineData("""nonsense""", HttpStatusCode.BadRequest, "$")]
    public async Task An_invalid_site_is_refused_and_the_parameter_is_named(
        string body,
        HttpStatusCode status,
        string parameter
    )
    {
        var (found, problem) = await service.PostAsync("/api/sites/score", body);
        Assert.Equal((status, parameter), (found, problem.GetProperty("parameter").GetString()));
    }
}
