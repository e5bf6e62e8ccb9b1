using System.Text.Json;
using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests.Cql2;

/// <summary>
/// CQL2 (OGC 21-065r2) by conformance class: predicates in both encodings on columns of every type, with the rows for
/// which they hold.
/// </summary>
public sealed class CqlPredicateTests(CqlCases cases) : IClassFixture<CqlCases>
{
    private const double Edge = 20037508.342789244;

    private static readonly JsonElement[] Table =
    [
        .. JsonDocument
            .Parse(
                File.ReadAllText(
                    Path.Combine(ProjectRoot.Find(), "tests", "Longlin.Geo.PostGis.Tests", "Cql2", "predicates.json")
                )
            )
            .RootElement.EnumerateArray(),
    ];

    public static IEnumerable<TheoryDataRow<string>> Classes() =>
        Table.Select(row => row.GetProperty("class").GetString()!).Distinct().Select(c => new TheoryDataRow<string>(c));

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task A_predicate_holds_for_the_same_rows_in_text_and_in_JSON(string conformanceClass)
    {
        List<string> differences = [];
        foreach (var row in Table.Where(r => r.GetProperty("class").GetString() == conformanceClass))
        {
            var text = row.GetProperty("text").GetString()!;
            var expected = row.GetProperty("codes").GetString()!;
            var answers = (
                Text: await AskAsync(() => CqlText.Parse(text)),
                Json: await AskAsync(() => CqlJson.Parse(row.GetProperty("json").GetRawText()))
            );
            if (answers != (expected, expected))
                differences.Add($"{text}: {expected}, not {answers.Text} (text), {answers.Json} (JSON)");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void The_table_has_two_hundred_different_predicates()
    {
        Assert.InRange(Table.Length, 200, int.MaxValue);
        Assert.Equal(Table.Length, Table.Select(r => r.GetProperty("text").GetString()).Distinct().Count());
    }

    [Theory]
    // Latitude first, a projection in metres whose edge is 180 degrees, and one with the northing first.
    [InlineData(4326, "S_INTERSECTS(geom, BBOX(-1, 179, 1, -179))", "fg")]
    [InlineData(4490, "S_INTERSECTS(geom, POINT(24 105))", "acdh")]
    [InlineData(3857, "S_INTERSECTS(geom, BBOX(20000000, 1110000, EDGE, 1130000))", "i")]
    [InlineData(4544, "S_WITHIN(geom, BBOX(2600000, 400000, 2800000, 700000))", "abcdh")]
    public async Task Geometries_of_a_filter_are_read_in_its_system(int srid, string filter, string codes)
    {
        var crs = OgcCrs.Find($"EPSG:{srid}")!;
        var text = filter.Replace("EDGE", FormattableString.Invariant($"{Edge:R}"), StringComparison.Ordinal);
        Assert.Equal(codes, await cases.CodesAsync(CqlText.Parse(text), crs));
    }

    private async Task<string> AskAsync(Func<CqlNode> parse)
    {
        try
        {
            return await cases.CodesAsync(parse(), OgcCrs.Crs84);
        }
        catch (Exception e) when (e is CqlException or PostgresException)
        {
            return e.Message;
        }
    }
}
