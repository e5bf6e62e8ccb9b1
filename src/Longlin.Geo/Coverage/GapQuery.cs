using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage;

/// <summary>A question about gaps: a service, a threshold and a day, or a rule that names the first two.</summary>
public sealed record GapQuestion
{
    /// <summary>The service asked for.</summary>
    public required string Service { get; init; }

    /// <summary><c>hamlet</c>, <c>village</c>, <c>township</c> or <c>base</c>.</summary>
    public string Subject { get; init; } = "hamlet";

    /// <summary>Smallest number of households; 0 lists every hamlet.</summary>
    public int MinHouseholds { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>County, township, village or hamlet code whose subjects are meant, or null.</summary>
    public string? Area { get; init; }

    /// <summary>West, south, east, north in EPSG:4490 degrees, or null.</summary>
    public double[]? Bbox { get; init; }

    /// <summary>The verdicts listed.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [Verdict.NotMet, Verdict.Unknown];

    /// <summary>Whether the list of 2015 is the denominator.</summary>
    public bool Baseline { get; init; }

    /// <summary>
    /// What comes first: <c>code</c> ascending, <c>households</c> the largest, <c>poor</c> the poor villages.
    /// </summary>
    public string Sort { get; init; } = "code";

    /// <summary>Only hamlets that are not known to be without poor persons, or poor villages.</summary>
    public bool PoorOnly { get; init; }

    /// <summary>Only those whose straight-line answer is this; null: all.</summary>
    public bool? NearRoad { get; init; }

    /// <summary>Only those on which classes of evidence disagree, or agree; null: all.</summary>
    public bool? Conflict { get; init; }

    /// <summary>Only those for which this indicator fails or is missing; null: all.</summary>
    public string? Indicator { get; init; }

    /// <summary>Largest number of items.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Rank and code of the last item of the page before, or null.</summary>
    public (int Rank, string Code)? After { get; init; }
}

/// <summary>One subject without the service; lengths in metres, coordinates in EPSG:4490.</summary>
public sealed record Gap(
    string Subject,
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? TownshipCode,
    string? Township,
    int? Households,
    int? Population,
    int? PoorPopulation,
    Verdict Verdict,
    string Reason,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    double? Lon,
    double? Lat,
    EvidenceKind EvidenceKind = EvidenceKind.None,
    bool Conflict = false,
    int Rank = 0
)
{
    /// <summary>What the verdict rests on, as the contract says it.</summary>
    public string Evidence => EvidenceKind.ToString().ToLowerInvariant();
}

/// <summary>All matches before paging; <paramref name="Assessed"/> counts every subject looked at.</summary>
public sealed record GapTotals(long Hamlets, long Households, long Population, long PoorPopulation, long Assessed);

/// <summary>One page of the answer; <paramref name="More"/> when there is another.</summary>
public sealed record GapAnswer(GapTotals Totals, IReadOnlyList<Gap> Items, bool More);

/// <summary>Which subjects lack a service on a day. One statement answers.</summary>
public static class GapQuery
{
    /// <summary>Asks the store.</summary>
    public static async Task<GapAnswer> RunAsync(
        Database database,
        string county,
        GapQuestion question,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.gaps"));
        Fill(command.Parameters, county, question);
        List<Gap> items = [];
        GapTotals totals = new(0, 0, 0, 0, 0);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            totals = new(
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.GetInt64(4)
            );
            if (!reader.IsDBNull(5))
                items.Add(Read(reader));
        }

        var more = items.Count > question.Limit;
        if (more)
            items.RemoveAt(items.Count - 1);
        return new GapAnswer(totals, items, more);
    }

    /// <summary>The named parameters of the statement.</summary>
    internal static void Fill(NpgsqlParameterCollection p, string county, GapQuestion question)
    {
        p.AddWithValue("county", county);
        p.AddWithValue("service", question.Service);
        p.AddWithValue("subject", question.Subject);
        p.AddWithValue("minHouseholds", question.MinHouseholds);
        p.AddWithValue("asOf", question.AsOf);
        p.AddWithValue("denominator", question.Baseline ? "baseline" : "current");
        p.Add(new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)question.Area ?? DBNull.Value });
        foreach (
            var (name, index) in (ReadOnlySpan<(string, int)>)[("west", 0), ("south", 1), ("east", 2), ("north", 3)]
        )
            p.Add(
                new NpgsqlParameter(name, NpgsqlDbType.Double)
                {
                    Value = question.Bbox is { } box ? box[index] : DBNull.Value,
                }
            );
        p.AddWithValue("verdicts", question.Verdicts.Select(v => (int)v).ToArray());
        p.AddWithValue("sort", question.Sort);
        p.AddWithValue("poorOnly", question.PoorOnly);
        p.Add(new NpgsqlParameter<bool?>("nearRoad", question.NearRoad));
        p.Add(new NpgsqlParameter<bool?>("conflict", question.Conflict));
        p.Add(
            new NpgsqlParameter("indicator", NpgsqlDbType.Text) { Value = (object?)question.Indicator ?? DBNull.Value }
        );
        p.Add(
            new NpgsqlParameter("afterCode", NpgsqlDbType.Text)
            {
                Value = (object?)question.After?.Code ?? DBNull.Value,
            }
        );
        p.AddWithValue("afterRank", question.After?.Rank ?? 0);
        p.AddWithValue("limit", question.Limit + 1);
    }

    /// <summary>One row of the statement.</summary>
    /// <param name="r">The row.</param>
    /// <param name="at">Where its subject stands.</param>
    internal static Gap Read(NpgsqlDataReader r, int at = 5) =>
        new(
            r.GetString(at),
            r.GetString(at + 2),
            Text(r, at + 3),
            Text(r, at + 4),
            Text(r, at + 7),
            Text(r, at + 5),
            Text(r, at + 6),
            Int(r, at + 8),
            Int(r, at + 9),
            Int(r, at + 10),
            (Verdict)r.GetInt32(at + 11),
            r.GetString(at + 12),
            r.IsDBNull(at + 13) ? null : r.GetBoolean(at + 13),
            Metres(r, at + 14),
            Metres(r, at + 15),
            Metres(r, at + 16),
            Text(r, at + 17) is { Length: > 0 } blocking ? blocking.Split(CoverageWriter.CodeSeparator) : [],
            Degrees(r, at + 18),
            Degrees(r, at + 19),
            (EvidenceKind)r.GetInt32(at + 20),
            r.GetBoolean(at + 21),
            r.GetInt32(at + 22)
        );

    private static string? Text(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetString(i);

    private static int? Int(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetInt32(i);

    private static double? Metres(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : Math.Round(r.GetFloat(i), 1);

    private static double? Degrees(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetDouble(i);
}
