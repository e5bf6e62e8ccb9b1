using System.Globalization;
using System.Net;
using System.Text.Json;
using CsvHelper;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Every list over HTTP is a file too, with all its rows.</summary>
public sealed class TableAnswerTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Conditions =
    [
        "asOf",
        "dataDate",
        "forecast",
        "standard",
        "standardVersion",
        "source",
        "denominator",
    ];

    [Theory]
    [InlineData("/api/works?asOf=2018-12-31", "items")]
    [InlineData("/api/coverage/summary?rule=ROAD-H50-HARD&asOf=2018-12-31", "items")]
    [InlineData("/api/progress?asOf=2018-12-31", "rules")]
    [InlineData("/api/power/transformers?asOf=2018-12-31&limit=10000", "items")]
    [InlineData("/api/power/options?asOf=2016-12-31", "items")]
    [InlineData("/api/water/reservoirs?asOf=2018-12-31", "items")]
    [InlineData("/api/water/small-works?asOf=2018-12-31", "items")]
    [InlineData("/api/network/road/dead-ends?asOf=2018-12-31&limit=10000", "items")]
    [InlineData("/api/network/road/extension?asOf=2016-12-31&minHouseholds=50", "next")]
    [InlineData("/api/coverage/indicators?asOf=2018-12-31", "items")]
    [InlineData("/api/changes", "items")]
    public async Task A_list_is_a_file_in_every_format(string address, string list)
    {
        var rows = (await service.JsonAsync(address)).GetProperty(list).GetArrayLength();
        var join = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var text = await service.Client.GetStringAsync($"{address}{join}f=csv", Token);
        using (CsvReader csv = new(new StringReader(text), CultureInfo.InvariantCulture))
            Assert.Equal(rows, csv.GetRecords<dynamic>().Count());
        var header = text[..text.IndexOf('\n', StringComparison.Ordinal)].Trim().TrimStart('\uFEFF').Split(',');
        // Every list about a day says in its files for which day, data, standard and households it holds.
        if (address.Contains("asOf", StringComparison.Ordinal))
            Assert.All(
                Conditions,
                name => Assert.True(header.Contains(name) || header.Contains("answer_" + name), $"{name} {text}")
            );
        var places = JsonDocument.Parse(await service.Client.GetStringAsync($"{address}{join}f=geojson", Token));
        Assert.Equal(rows, places.RootElement.GetProperty("features").GetArrayLength());
        using (var layer = await service.Client.GetAsync($"{address}{join}f=geojson", Token))
            Assert.EndsWith(
                ".geojson",
                layer.Content.Headers.ContentDisposition!.FileName!.Trim('"'),
                StringComparison.Ordinal
            );
        using var answer = await service.Client.GetAsync($"{address}{join}f=xlsx", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith(
            ".xlsx",
            answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'),
            StringComparison.Ordinal
        );
        using MemoryStream workbook = new(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(rows + 1, MiniExcel.Query(workbook).Count());
        using var wrong = await service.Client.GetAsync($"{address}{join}f=pdf", Token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_file_holds_all_transformers_and_a_wrong_parameter_stays_a_problem()
    {
        var all = await service.Database.ScalarAsync<long>(
            "select count(*) from longlin.power where kind = 'transformer' and status = 'open'"
        );
        var text = await service.Client.GetStringAsync("/api/power/transformers?f=csv", Token);
        using CsvReader csv = new(new StringReader(text), CultureInfo.InvariantCulture);
        var rows = csv.GetRecords<dynamic>().Count();
        Assert.InRange(rows, 101, all);
        Assert.Equal(
            rows,
            (await service.JsonAsync("/api/power/transformers?limit=10000")).GetProperty("items").GetArrayLength()
        );
        using var wrong = await service.Client.GetAsync("/api/works?f=xlsx&state=done", Token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType!.MediaType);
    }
}
