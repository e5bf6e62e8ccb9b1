using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage.Gaps;

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
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Gaps.gaps"));
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
            Words.Parse<VerdictReason>(r.GetString(at + 12)),
            r.IsDBNull(at + 13) ? null : r.GetBoolean(at + 13),
            Metres(r, at + 14),
            Metres(r, at + 15),
            Metres(r, at + 16),
            r.IsDBNull(at + 17) ? [] : r.GetFieldValue<string[]>(at + 17),
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
