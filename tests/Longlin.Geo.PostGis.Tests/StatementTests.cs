using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Tiles;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>PostGIS prepares every statement of the library.</summary>
public sealed partial class StatementTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Queries =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo"),
                    "*.sql",
                    SearchOption.AllDirectories
                )
                .Where(f =>
                    !f.Contains("Migrations", StringComparison.Ordinal)
                    && !f.Contains("/obj/", StringComparison.Ordinal)
                    && !f.Contains("/bin/", StringComparison.Ordinal)
                )
                .Select(f => Path.GetRelativePath(Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo"), f))
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task PostGIS_prepares_every_query(string file)
    {
        await using var database = await cluster.EmptyAsync();
        var sql = await File.ReadAllTextAsync(Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", file), Token);
        Assert.StartsWith("-- ", sql, StringComparison.Ordinal);
        var n = 0;
        Dictionary<string, int> names = [];
        sql = NamedParameter()
            .Replace(sql, m => $"${(names.TryGetValue(m.Value, out var known) ? known : names[m.Value] = ++n)}");
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        var types =
            n == 0
                ? ""
                : "("
                    + string.Join(
                        ", ",
                        names.OrderBy(p => p.Value).Select(p => Types.GetValueOrDefault(p.Key, "unknown"))
                    )
                    + ")";
        // Statements of an import read its staging table.
        await using (
            NpgsqlCommand staging = new(
                "create temp table staging (row_number bigint, code_made boolean, like longlin.roads)",
                connection
            )
        )
            await staging.ExecuteNonQueryAsync(Token);
        await using (
            NpgsqlCommand fresh = new(
                "create temp table new_coverage (like longlin.coverage); "
                    + "create temp table new_hamlet_since (like longlin.hamlet_since)",
                connection
            )
        )
            await fresh.ExecuteNonQueryAsync(Token);
        await using NpgsqlCommand prepare = new($"prepare q {types} as {sql}", connection);
        await prepare.ExecuteNonQueryAsync(Token);
    }

    private static readonly Dictionary<string, string> Types = new()
    {
        ["@minHouseholds"] = "int",
        ["@asOf"] = "date",
        ["@west"] = "double precision",
        ["@south"] = "double precision",
        ["@east"] = "double precision",
        ["@north"] = "double precision",
        ["@verdicts"] = "int[]",
        ["@service"] = "text",
        ["@area"] = "text",
        ["@denominator"] = "text",
        ["@subject"] = "text",
        ["@by"] = "text",
        ["@afterCode"] = "text",
        ["@bySize"] = "boolean",
        ["@afterHouseholds"] = "int",
        ["@limit"] = "int",
    };

    [Fact]
    public async Task PostGIS_prepares_the_tile_of_all_layers()
    {
        await using var database = await cluster.EmptyAsync();
        var statement = TileStatement.Load(TestCluster.Catalog);
        TileQuery tiles = new(database, statement);
        Assert.Empty(await tiles.RunAsync([.. statement.Layers], 5, 3, 3, Token));
    }

    [GeneratedRegex("@[a-zA-Z]+|\\$[0-9]+")]
    private static partial Regex NamedParameter();
}
