using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>Which subjects lack a service on a day. One statement answers.</summary>
public static class GapQuery
{
    // Coverage may be computed again between the ways and the answer. After so many attempts the ways of a moment ago do.
    private const int MostAttempts = 5;

    /// <summary>Asks the store; the ways of the day are computed first where this is the first question about it.</summary>
    public static async Task<GapAnswer> RunAsync(
        WayStore ways,
        string county,
        GapQuestion question,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            if (attempt == 1)
                await ways.EnsureForecastAsync(county, question.Forecast, cancellationToken);
            var answer = await AskAsync(ways, county, question, cancellationToken);
            if (answer.WaysKnown || !ways.Covers(question.Service) || attempt == MostAttempts)
                return answer;
            await ways.EnsureForecastAsync(county, question.Forecast, cancellationToken);
            await ways.EnsureAsync(county, [question.Service], question.AsOf, cancellationToken, question.Forecast);
        }
    }

    private static async Task<GapAnswer> AskAsync(
        WayStore ways,
        string county,
        GapQuestion question,
        CancellationToken cancellationToken
    )
    {
        await using var command = ways.Database.Source.CreateCommand(SqlFile.Text("Coverage.Gaps.gaps"));
        Fill(command.Parameters, county, question, ways.Standard.BuildWeight(question.Service));
        List<Gap> items = [];
        GapTotals totals = new(0, 0, 0, 0, 0, 0);
        var waysKnown = true;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            totals = new(
                reader.Get<long>("all_hamlets"),
                reader.Get<long>("all_households"),
                reader.Get<long>("all_population"),
                reader.Get<long>("all_poor"),
                reader.Get<long>("assessed"),
                reader.Get<long>("by_breaks")
            );
            waysKnown = reader.Get<bool>("ways_known");
            if (reader.Has("subject"))
                items.Add(Read(reader));
        }

        var more = items.Count > question.Limit;
        if (more)
            items.RemoveAt(items.Count - 1);
        return new GapAnswer(totals, items, more, waysKnown);
    }

    /// <summary>The named parameters of the statement.</summary>
    internal static void Fill(NpgsqlParameterCollection p, string county, GapQuestion question, double buildWeight)
    {
        p.AddWithValue("buildWeight", buildWeight);
        p.AddWithValue("county", county);
        p.AddWithValue("service", question.Service);
        p.AddWithValue("subject", question.Subject);
        p.AddWithValue("minHouseholds", question.MinHouseholds);
        p.AddWithValue("asOf", question.AsOf);
        p.AddWithValue("denominator", question.Denominator);
        p.AddWithValue("forecast", question.Forecast);
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
    internal static Gap Read(NpgsqlDataReader r)
    {
        return new(
            r.Get<string>("subject"),
            r.Get<string>("code"),
            r.Find<string>("name"),
            r.Find<string>("village_code"),
            r.Find<string>("village"),
            r.Find<string>("township_code"),
            r.Find<string>("township"),
            r.FindValue<int>("households"),
            r.FindValue<int>("population"),
            r.FindValue<int>("poor_population"),
            (Verdict)r.Get<int>("verdict"),
            Words.Parse<VerdictReason>(r.Get<string>("reason")),
            r.FindValue<bool>("near_road"),
            Metres("distance_m"),
            Metres("upgrade_m"),
            Metres("build_m"),
            r.Find<string[]>("blocking") ?? [],
            r.FindValue<double>("lon"),
            r.FindValue<double>("lat"),
            (EvidenceKind)r.Get<int>("evidence"),
            r.Get<bool>("conflict"),
            r.Get<int>("rank")
        )
        {
            Closed = r.Find<string[]>("closed") ?? [],
            ReopensOn = r.Find<DateOnly?[]>("reopens") ?? [],
            MissingHouseholds = r.FindValue<int>("missing_households"),
            VacatedOn = r.FindValue<DateOnly>("vacated_on"),
            ExistingMetresToUpgrade = Metres("existing_upgrade_m"),
            ExistingMetresToBuild = Metres("existing_build_m"),
        };

        double? Metres(string column) => r.FindValue<float>(column) is { } metres ? Math.Round(metres, 1) : null;
    }
}
