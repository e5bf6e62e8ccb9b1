using System.Net;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The gaps as an OGC collection.</summary>
public sealed class OgcGapTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gaps_are_a_collection_for_the_given_date()
    {
        var page = await service.JsonAsync(
            "/ogc/collections/gaps/items?datetime=2016-12-31&service=road&minHouseholds=20&limit=5"
        );
        var gaps = await service.JsonAsync("/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&limit=5");
        Assert.Equal(
            gaps.GetProperty("totals").GetProperty("hamlets").GetInt32(),
            page.GetProperty("numberMatched").GetInt32()
        );
        Assert.Equal(
            gaps.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()),
            page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString())
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await service.Client.GetAsync("/ogc/collections/gaps/items?datetime=2016-01-01/2016-12-31", Token)
            ).StatusCode
        );
    }

    [Theory]
    [InlineData("road", "households > 30 AND reason <> 'x'", "households > 30")]
    [InlineData(
        "road",
        "townshipCode LIKE '451031%' AND metresToUpgrade + metresToBuild > 500",
        "metresToUpgrade + metresToBuild > 500"
    )]
    [InlineData("road", "S_INTERSECTS(geom, BBOX(105.0, 24.5, 105.3, 24.8)) AND NOT (verdict = 'unknown')", "box")]
    [InlineData(
        "road",
        """{"op":"and","args":[{"op":"=","args":[{"property":"verdict"},"not_met"]},{"op":"in","args":"""
            + """[{"property":"reason"},["no_link","no_way"]]}]}""",
        "no_link"
    )]
    [InlineData("open_link", "households > 0 AND reason = 'bottleneck'", "bottleneck")]
    public async Task Filters_on_gaps_return_exactly_the_matching_ones(string service_, string filter, string meaning)
    {
        var ask = $"/ogc/collections/gaps/items?datetime=2016-12-31&service={service_}&limit=17";
        static double Number(JsonElement p, string name) =>
            p.GetProperty(name) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : double.NaN;
        bool Fits(JsonElement f)
        {
            var p = f.GetProperty("properties");
            return meaning switch
            {
                "households > 30" => Number(p, "households") > 30,
                "metresToUpgrade + metresToBuild > 500" => Number(p, "metresToUpgrade") + Number(p, "metresToBuild")
                    > 500,
                "box" => Number(p, "lon") is >= 105.0 and <= 105.3
                    && Number(p, "lat") is >= 24.5 and <= 24.8
                    && p.GetProperty("verdict").GetString() == "not_met",
                "no_link" => p.GetProperty("verdict").GetString() == "not_met"
                    && p.GetProperty("reason").GetString() == "no_link",
                "bottleneck" => Number(p, "households") > 0 && p.GetProperty("reason").GetString() == "bottleneck",
                _ => throw new ArgumentException(meaning),
            };
        }

        static string Id(JsonElement f) => f.GetProperty("id").GetString()!;
        var all = await service.FeaturesAsync(ask);
        var fitting = all.Where(Fits).Select(Id).ToList();
        Assert.InRange(fitting.Count, 1, all.Count - 1);
        var filtered = $"{ask}&filter={Uri.EscapeDataString(filter)}";
        Assert.Equal(fitting, (await service.FeaturesAsync(filtered)).Select(Id));
        Assert.Equal(fitting.Count, (await service.JsonAsync(filtered)).GetProperty("numberMatched").GetInt32());
        // Any order holds the same, once each, in that order.
        foreach (var sort in (string[])["-households,name", "reason,-distanceM", "-code"])
        {
            var sorted = await service.FeaturesAsync($"{filtered}&sortby={sort}");
            Assert.Equal(fitting.Order(StringComparer.Ordinal), sorted.Select(Id).Order(StringComparer.Ordinal));
            if (sort[0] == '-' && sort != "-code")
                Assert.Equal(
                    sorted.Select(f => Number(f.GetProperty("properties"), "households")).OrderDescending(),
                    sorted.Select(f => Number(f.GetProperty("properties"), "households"))
                );
        }

        Assert.Equal(
            fitting.AsEnumerable().Reverse(),
            (await service.FeaturesAsync($"{filtered}&sortby=-code")).Select(Id)
        );
    }

    [Fact]
    public async Task Gaps_are_filtered_by_property_and_the_schema_lists_their_properties()
    {
        const string ask = "/ogc/collections/gaps/items?datetime=2016-12-31&service=road&limit=50";
        var all = await service.FeaturesAsync(ask);
        var item = all[all.Count / 2].GetProperty("properties");
        foreach (
            var (name, kind) in (await service.JsonAsync("/ogc/collections/gaps/queryables"))
                .GetProperty("properties")
                .EnumerateObject()
                .Where(p => p.Name is not ("geom" or "verdict"))
                .Select(p => (p.Name, p.Value))
        )
        {
            if (item.GetProperty(name) is not { ValueKind: not JsonValueKind.Null } value)
                continue;
            var found = await service.FeaturesAsync($"{ask}&{name}={Uri.EscapeDataString(value.ToString())}");
            Assert.Equal(
                all.Where(f => f.GetProperty("properties").GetProperty(name).ToString() == value.ToString())
                    .Select(f => f.GetProperty("id").GetString()),
                found.Select(f => f.GetProperty("id").GetString())
            );
            Assert.Contains(item.GetProperty("code").GetString(), found.Select(f => f.GetProperty("id").GetString()));
        }

        Assert.Equal(
            item.EnumerateObject().Select(p => p.Name).Append("geom").Order(StringComparer.Ordinal),
            (await service.JsonAsync("/ogc/collections/gaps/schema"))
                .GetProperty("properties")
                .EnumerateObject()
                .Select(p => p.Name)
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("taste=1", "taste")]
    [InlineData("filter=taste%20%3D%201", "filter")]
    [InlineData("filter=households%20%3D%20%27x%27", "filter")]
    [InlineData("filter=costYuan%20%3E%201", "filter")]
    [InlineData("filter=households%20%5E%20100000%20%3E%201", "filter")]
    [InlineData("filter=code%20%3D%20%271%27%3B%20drop%20table%20longlin.hamlets", "filter")]
    [InlineData("filter-lang=sql&filter=households%3D1", "filter-lang")]
    [InlineData("filter-crs=http://www.opengis.net/def/crs/EPSG/0/4544", "filter-crs")]
    [InlineData("crs=http://www.opengis.net/def/crs/EPSG/0/4544", "crs")]
    [InlineData("households=fifty", "households")]
    [InlineData("evidence=rumour", "evidence")]
    [InlineData("nearRoad=perhaps", "nearRoad")]
    [InlineData("sortby=taste", "sortby")]
    [InlineData("sortby=geom", "sortby")]
    [InlineData("sortby=households&cursor=abc", "cursor")]
    [InlineData("households=1&households=2", "households")]
    [InlineData("f=pdf", "f")]
    [InlineData("service=gas", "service")]
    [InlineData("verdict=perhaps", "verdict")]
    public async Task An_invalid_parameter_for_gaps_is_a_400_that_names_it(string query, string parameter)
    {
        using var response = await service.Client.GetAsync($"/ogc/collections/gaps/items?{query}", Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode}: {text}");
        Assert.Equal(parameter, JsonDocument.Parse(text).RootElement.GetProperty("parameter").GetString());
        Assert.DoesNotContain("select", text, StringComparison.OrdinalIgnoreCase);
    }
}
