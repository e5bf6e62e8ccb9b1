using System.Globalization;
using System.Net;
using System.Text.Json;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Who should move: the five tests, zones, and what serving in place would cost.</summary>
public sealed class CandidateTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    // A place that was left behind before the day is no candidate.
    private const string Lived = $"longlin.stands_on(status, opened_on, closed_on, '{Day}')";
    private const string LivedIn = $"(select * from longlin.hamlets where {Lived})";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<int> CountAsync() =>
        (int)await service.Database.ScalarAsync<long>($"select count(*) from {LivedIn} h");

    [Fact]
    public async Task Every_hamlet_has_five_tests_and_the_default_list_holds_those_that_meet_enough()
    {
        var all = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000");
        var listed = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000");
        var items = all.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(await CountAsync(), items.Count);
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    ["harsh", "fragile", "scattered", "transport", "cost"],
                    i.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("test").GetString())
                )
        );
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    i.GetProperty("testsMet").GetInt32(),
                    i.GetProperty("tests").EnumerateArray().Count(t => t.GetProperty("verdict").GetString() == "met")
                )
        );
        var enough = items
            .Where(i => i.GetProperty("testsMet").GetInt32() >= all.GetProperty("recommendAt").GetInt32())
            .Select(i => i.GetProperty("code").GetString())
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            enough,
            listed
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("code").GetString())
                .Order(StringComparer.Ordinal)
        );
        Assert.NotEmpty(listed.GetProperty("items").EnumerateArray());
        // The households of this small county are so large that moving them is always dearer: that test is met in pure
        // tests and in the whole county.
        foreach (var test in (string[])["harsh", "fragile", "scattered", "transport"])
            Assert.Contains(items, i => CandidateAnswer.Verdict(i, test) == "met");
    }

    [Fact]
    public async Task Zone_tests_and_remarks_agree_with_an_independent_query()
    {
        var items = (await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(i => i.GetProperty("code").GetString()!);
        var rules = TestCluster.Standard.Relocating!.Candidates;
        string Kinds(IEnumerable<string> kinds) => string.Join(',', kinds.Select(k => $"'{k}'"));
        var near = await service.RowsAsync(
            $"select h.code from {LivedIn} h where exists (select from longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Harsh.ZoneKinds)}) "
                + "and st_dwithin(z.geom::geography, h.geom::geography, "
                + $"{rules.Harsh.WithinMetres.Value.ToString(CultureInfo.InvariantCulture)}))",
            r => r.GetString(0)
        );
        Assert.NotEmpty(near);
        Assert.All(
            items.Values,
            i =>
                Assert.Equal(
                    near.Contains(i.GetProperty("code").GetString()!),
                    i.GetProperty("tests")[0].GetProperty("value").GetDouble() <= rules.Harsh.WithinMetres.Value
                )
        );
        Assert.All(near, code => Assert.Equal("met", CandidateAnswer.Verdict(items[code], "harsh")));
        // A hamlet well inside a fragile zone has all of its ground there; one far from all has none.
        var inside = await service.RowsAsync(
            $"select h.code from {LivedIn} h, longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Fragile.ZoneKinds)}) "
                + "and st_contains(z.geom, st_setsrid(st_buffer(h.geom::geography, 200)::geometry, 4490))",
            r => r.GetString(0)
        );
        Assert.NotEmpty(inside);
        Assert.All(
            inside,
            code => Assert.Equal(1.0, items[code].GetProperty("tests")[1].GetProperty("value").GetDouble(), 3)
        );
        var away = await service.RowsAsync(
            $"select h.code from {LivedIn} h where not exists (select from longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Fragile.ZoneKinds)}) "
                + "and st_dwithin(z.geom::geography, h.geom::geography, 200))",
            r => r.GetString(0)
        );
        Assert.All(away, code => Assert.Equal("not_met", CandidateAnswer.Verdict(items[code], "fragile")));
        var scattered = await service.RowsAsync(
            $"select code from {LivedIn} h where dispersed or households < "
                + $"{rules.Scattered.BelowHouseholds.Value.ToString(CultureInfo.InvariantCulture)}",
            r => r.GetString(0)
        );
        Assert.Equal(
            scattered.Order(StringComparer.Ordinal),
            items
                .Values.Where(i => CandidateAnswer.Verdict(i, "scattered") == "met")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (
                await service.RowsAsync(
                    $"select code from {LivedIn} h where households is null and dispersed is not true",
                    r => r.GetString(0)
                )
            ).Order(StringComparer.Ordinal),
            items
                .Values.Where(i => CandidateAnswer.Verdict(i, "scattered") == "unknown")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        var cut = (
            await service.JsonAsync(
                $"/api/coverage/gaps?service=access&minHouseholds=0&verdict=not_met&asOf={Day}&limit=10000"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(g => g.GetProperty("code").GetString()!);
        Assert.Equal(
            cut.Keys.Order(StringComparer.Ordinal),
            items
                .Values.Where(i => CandidateAnswer.Verdict(i, "transport") == "met")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            cut,
            g =>
                Assert.Equal(
                    g.Value.GetProperty("metresToUpgrade").GetDouble()
                        + g.Value.GetProperty("metresToBuild").GetDouble(),
                    items[g.Key].GetProperty("tests")[3].GetProperty("value").GetDouble(),
                    1
                )
        );
    }

    [Fact]
    public async Task The_cost_of_serving_in_place_is_the_sum_over_the_gaps_of_each_service()
    {
        var answer = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000");
        var costs = TestCluster.Standard.Costs!;
        var moving = TestCluster.Standard.Relocating!.Moving;
        Dictionary<string, Dictionary<string, JsonElement>> gaps = [];
        foreach (var name in costs.Services.Keys)
            gaps[name] = (
                await service.JsonAsync($"/api/coverage/gaps?service={name}&minHouseholds=0&asOf={Day}&limit=10000")
            )
                .GetProperty("items")
                .EnumerateArray()
                .ToDictionary(g => g.GetProperty("code").GetString()!);
        var (refuted, unknown) = (0, 0);
        foreach (var item in answer.GetProperty("items").EnumerateArray())
        {
            var code = item.GetProperty("code").GetString()!;
            int? households =
                item.GetProperty("households").ValueKind == JsonValueKind.Null
                    ? null
                    : item.GetProperty("households").GetInt32();
            decimal? Yuan(string name)
            {
                if (!gaps[name].TryGetValue(code, out var gap))
                    return 0;
                if (gap.GetProperty("verdict").GetString() == "unknown")
                    return null;
                decimal? link =
                    gap.GetProperty("metresToBuild").ValueKind == JsonValueKind.Null
                        ? null
                        : Math.Round(
                            gap.GetProperty("metresToUpgrade").GetDecimal()
                                * (decimal)costs.Services[name].UpgradeYuanPerMetre
                                + gap.GetProperty("metresToBuild").GetDecimal()
                                    * (decimal)costs.Services[name].BuildYuanPerMetre
                        );
                decimal? spot =
                    costs.Services[name].OffGridYuanPerHousehold is { } each && households is { } n
                        ? (decimal)each * n
                        : null;
                return link is null || spot < link ? spot : link;
            }

            var (road, access) = (Yuan("road"), Yuan("access"));
            decimal?[] rest = [Yuan("power"), Yuan("broadband"), Yuan("piped")];
            var total = Math.Max(road ?? 0, access ?? 0) + rest.Sum(y => y ?? 0);
            var complete = road is not null && access is not null && rest.All(y => y is not null);
            Assert.Equal((code, complete), (code, item.GetProperty("servingComplete").GetBoolean()));
            Assert.InRange(item.GetProperty("servingYuan").GetDecimal() - total, -3, 3);
            var cost = item.GetProperty("tests")[4];
            if (households is not > 0)
            {
                Assert.Equal("unknown", cost.GetProperty("verdict").GetString());
                continue;
            }

            var each25 =
                item.GetProperty("population").GetInt32()
                    * (25 * moving.HousingYuanPerM2.Value + moving.SiteYuanPerPerson.Value)
                    / households.Value
                + moving.OldHouseYuanPerHousehold.Value
                + moving.MoveYuanPerHousehold.Value;
            Assert.Equal(each25, cost.GetProperty("threshold").GetDouble(), 0.6);
            Assert.Equal((double)total / households.Value, cost.GetProperty("value").GetDouble(), 1.0);
            var expected =
                (double)total / households.Value > each25 ? "met"
                : complete ? "not_met"
                : "unknown";
            Assert.Equal(expected, cost.GetProperty("verdict").GetString());
            (refuted, unknown) = (refuted + (expected == "not_met" ? 1 : 0), unknown + (expected == "unknown" ? 1 : 0));
        }

        Assert.True(refuted > 0 && unknown > 0, $"{refuted} not met, {unknown} unknown");
    }

    [Fact]
    public async Task Pages_and_formats_of_candidates_contain_the_same_rows()
    {
        foreach (var sort in (string[])["tests", "code", "cost", "households"])
        {
            List<string> codes = [];
            for (string? cursor = ""; cursor is not null; )
            {
                var page = await service.JsonAsync(
                    $"/api/relocation/candidates?asOf={Day}&all=true&limit=71&sort={sort}"
                        + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
                );
                codes.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)
                );
                cursor = page.GetProperty("next").GetString();
            }

            Assert.Equal((await CountAsync(), await CountAsync()), (codes.Count, codes.Distinct().Count()));
        }

        var listed = (await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000"))
            .GetProperty("items")
            .GetArrayLength();
        var csv = await service.Client.GetStringAsync(
            $"/api/relocation/candidates?asOf={Day}&limit=10000&f=csv",
            Token
        );
        Assert.Equal(listed + 1, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using MemoryStream book = new(
            await service.Client.GetByteArrayAsync($"/api/relocation/candidates?asOf={Day}&limit=10000&f=xlsx", Token)
        );
        Assert.Equal(listed, MiniExcel.Query(book, useHeaderRow: true).Count());
    }

    [Theory]
    [InlineData("asOf=yesterday", HttpStatusCode.BadRequest, "asOf")]
    [InlineData("sort=name", HttpStatusCode.BadRequest, "sort")]
    [InlineData("all=yes", HttpStatusCode.BadRequest, "all")]
    [InlineData("area=999", HttpStatusCode.NotFound, "area")]
    [InlineData("limit=0", HttpStatusCode.BadRequest, "limit")]
    [InlineData("cursor=abc", HttpStatusCode.BadRequest, "cursor")]
    [InlineData("f=pdf", HttpStatusCode.BadRequest, "f")]
    [InlineData("sorted=code", HttpStatusCode.BadRequest, "sorted")]
    public async Task An_invalid_candidate_request_is_refused_and_the_parameter_is_named(
        string query,
        HttpStatusCode status,
        string parameter
    )
    {
        using var response = await service.Client.GetAsync($"/api/relocation/candidates?{query}", Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            parameter,
            JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("parameter")
                .GetString()
        );
    }
}
