using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Rules that stand in one SQL function each: nothing repeats them, and indexes are used as before.</summary>
public sealed partial class SqlRuleTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(ProjectRoot.Find(), folder), pattern, SearchOption.AllDirectories)
            .Where(f => !BuildFolder().IsMatch(f));

    public static TheoryData<string> SqlFiles =>
        [
            .. Files("src", "*.sql")
                .Concat(Files("tiles", "*.sql"))
                .Select(f => Path.GetRelativePath(ProjectRoot.Find(), f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(SqlFiles))]
    public async Task A_query_is_lower_case_says_first_what_it_answers_and_names_its_parameters(string file)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(ProjectRoot.Find(), file), Token);
        Assert.StartsWith("-- ", lines[0]);
        Assert.All(lines, l => Assert.True(l.Length <= 120, l));
        var code = lines.Where(l => !l.TrimStart().StartsWith("--", StringComparison.Ordinal)).ToList();
        // PostgreSQL's own TG_OP compares with upper-case words.
        Assert.All(code, l => Assert.DoesNotMatch(UpperWord(), Literal().Replace(l, "''")));
        if (!file.Contains("Migrations", StringComparison.Ordinal))
            Assert.All(code, l => Assert.DoesNotMatch(NumberedParameter(), l));
    }

    [Fact]
    public void No_file_repeats_the_rule_whether_a_row_exists_on_a_day_or_which_village_a_hamlet_belongs_to()
    {
        var found =
            from file in Files("src", "*.sql").Concat(Files("tiles", "*.sql")).Concat(Files("src", "*.cs"))
            where !file.Contains("Migrations", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where PastedDate().IsMatch(line) || PastedVillage().IsMatch(line)
            select $"{Path.GetRelativePath(ProjectRoot.Find(), file)}: {line.Trim()}";
        Assert.Empty(found);
    }

    [Fact]
    public async Task The_rules_are_inlined_and_the_indexes_of_place_and_county_are_used()
    {
        await using var database = await cluster.DemoAsync();
        var place = await PlanAsync(
            database,
            """
            select from longlin.roads r
            where r.geom && st_makeenvelope(105, 24.6, 105.01, 24.61, 4490)
              and longlin.stands_on(r.status, r.opened_on, r.closed_on, date '2020-01-01')
            """
        );
        Assert.Contains("roads_geom", place, StringComparison.Ordinal);
        var county = await PlanAsync(
            database,
            """
            select from longlin.hamlets h
            where h.county_code = '451031' and h.code = '451031102203004'
              and longlin.stands_on(h.status, h.opened_on, h.closed_on, date '2020-01-01')
            """
        );
        Assert.Contains("hamlets_county_code_code_key", county, StringComparison.Ordinal);
        var outbox = await PlanAsync(
            database,
            "select from longlin.outbox o where longlin.committed_after(o.tx, '9:9:'::pg_snapshot)"
        );
        Assert.Contains("outbox_by_tx", outbox, StringComparison.Ordinal);
        foreach (var plan in (string[])[place, county, outbox])
            Assert.DoesNotContain("longlin.", plan.Replace("on longlin.", "on ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("open", null, 1)]
    [InlineData("closed", null, 0)]
    [InlineData("closed", "2099-01-01", 1)]
    [InlineData("closed", "2019-01-01", 0)]
    [InlineData("planned", null, 0)]
    public async Task A_demonstration_zone_counts_only_while_it_exists(string status, string? closedOn, double zones)
    {
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(
            $"""
            insert into longlin.hamlets (code, poor_population, geom) values ('H', 6000, 'srid=4490;point(105 24.7)');
            insert into longlin.zones (code, kind, status, closed_on, geom)
            values ('Z', 'demonstration', '{status}', {(closedOn is null ? "null" : $"'{closedOn}'")},
              st_setsrid(st_makeenvelope(104.95, 24.65, 105.05, 24.75), 4490));
            """
        );
        await using var measures = Coverage.Progress.ProgressQuery.CreateMeasures(
            database,
            TestCluster.Standard,
            "451031",
            new() { AsOf = new(2020, 12, 31) }
        );
        Dictionary<string, (double, double)> values = [];
        await using var reader = await measures.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            values[reader.Get<string>("measure")] = (
                reader.Get<double>("value"),
                reader.FindValue<double>("whole") ?? double.NaN
            );
        Assert.Equal((zones, zones), values.GetValueOrDefault("demonstration_zones"));
    }

    private static async Task<string> PlanAsync(Database database, string query)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        // The demonstration county of the tests is small: a scan of a whole table may be the cheapest.
        await using (NpgsqlCommand set = new("set enable_seqscan = off", connection))
            await set.ExecuteNonQueryAsync(Token);
        await using NpgsqlCommand explain = new($"explain (verbose, costs off) {query}", connection);
        await using var reader = await explain.ExecuteReaderAsync(Token);
        List<string> lines = [];
        while (await reader.ReadAsync(Token))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"[/\\](bin|obj|node_modules)[/\\]")]
    private static partial Regex BuildFolder();

    [GeneratedRegex("""\b[A-Z]{2,}\b""")]
    private static partial Regex UpperWord();

    [GeneratedRegex("""'[^']*'""")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?<!\$)\$\d""")]
    private static partial Regex NumberedParameter();

    // A date of a row compared with a day, other than the pair of dates of the row itself.
    [GeneratedRegex(
        """\b(opened_on|closed_on|surfaced_on)\s*(<=|<|>=|>)\s*(@asOf|\$|\{|current_date)|"""
            + """coalesce\((\w+\.)?(opened_on|closed_on)\s*[<>]"""
    )]
    private static partial Regex PastedDate();

    [GeneratedRegex("""\[0-9\]\{+15\}|left\(h\.village_code""")]
    private static partial Regex PastedVillage();
}

/// <summary>Answers about hamlets that do not name their village, and about an unchanged timeline.</summary>
public sealed class TimelineTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hamlet_that_names_no_village_has_the_township_of_its_code_in_gaps_timeline_and_tile()
    {
        var code = await service.Database.ScalarAsync<string>(
            "select min(code) from longlin.hamlets where code ~ '^[0-9]{15}$' and status = 'open'"
        );
        await service.Database.RunAsync($"update longlin.hamlets set village_code = null where code = '{code}'");
        var village = code[..12];
        var township = code[..9];

        var gaps = await service.JsonAsync(
            $"/api/coverage/gaps?service=road&verdict=met,not_met,unknown&area={village}&limit=1000"
        );
        Assert.Contains(gaps.GetProperty("items").EnumerateArray(), i => i.GetProperty("code").GetString() == code);

        var hamlets = (await service.JsonAsync($"/api/coverage/timeline?area={village}")).GetProperty("hamlets");
        var codes = hamlets.GetProperty("code").EnumerateArray().Select(c => c.GetString()).ToList();
        Assert.Contains(code, codes);
        Assert.Equal(township, hamlets.GetProperty("township")[codes.IndexOf(code)].GetString());
        Assert.NotNull(hamlets.GetProperty("village")[codes.IndexOf(code)].GetString());

        var (lon, lat) = (
            hamlets.GetProperty("lon")[codes.IndexOf(code)].GetDouble(),
            hamlets.GetProperty("lat")[codes.IndexOf(code)].GetDouble()
        );
        var (x, y) = WebMercatorQuad.TileOf(lon, lat, 12);
        using MemoryStream tile = new(await service.Client.GetByteArrayAsync($"/tiles/hamlets/12/{x}/{y}.mvt", Token));
        var feature = new MapboxTileReader()
            .Read(tile, new(x, y, 12), "id")
            .Layers.SelectMany(l => l.Features)
            .First(f => (string)f.Attributes["code"] == code);
        Assert.Equal(township, feature.Attributes["township_code"]);
    }

    [Fact]
    public async Task An_unchanged_timeline_is_answered_304_without_reading_the_verdicts()
    {
        const string path = "/api/coverage/timeline?area=451031100";
        await service.Database.RunAsync("update longlin.areas set name = name where code = '451031100'");
        // The edit makes the service compute the county again; only then does nothing change any more.
        await service.UntilComputedAsync();
        var (status, tag) = await GetAsync(path, null);
        Assert.Equal(200, status);

        // Whoever builds the document reads the verdicts, and would wait for this lock.
        await using (var locked = await service.Database.Source.OpenConnectionAsync(Token))
        {
            await using var transaction = await locked.BeginTransactionAsync(Token);
            await using (NpgsqlCommand block = new("lock table longlin.coverage in access exclusive mode", locked))
                await block.ExecuteNonQueryAsync(Token);
            Assert.Equal((304, tag), await GetAsync(path, tag));
        }

        await service.Database.RunAsync(
            "update longlin.hamlets set name = coalesce(name, '') || '新' where starts_with(code, '451031100')"
        );
        var (changed, other) = await GetAsync(path, tag);
        Assert.Equal(200, changed);
        Assert.NotEqual(tag, other);
    }

    private async Task<(int Status, string? Tag)> GetAsync(string path, string? tag)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var response = await service.Client.SendAsync(request, limit.Token);
        return ((int)response.StatusCode, response.Headers.ETag?.Tag);
    }
}
