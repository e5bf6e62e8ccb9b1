using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Store;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>The standing of one township or village on a day.</summary>
public sealed record AreaStanding(
    string Code,
    string? Name,
    long Total,
    long Met,
    long NotMet,
    long Unknown,
    long Households,
    long HouseholdsMet
);

/// <summary>How each township or village stands on a day.</summary>
public static class SummaryQuery
{
    /// <summary>Asks the store; area, verdicts and paging of the question are not used.</summary>
    public static async Task<IReadOnlyList<AreaStanding>> RunAsync(
        Database database,
        string county,
        GapQuestion question,
        string by,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Progress.summary"));
        var p = command.Parameters;
        p.AddWithValue("county", county);
        p.AddWithValue("service", question.Service);
        p.AddWithValue("subject", question.Subject);
        p.AddWithValue("minHouseholds", question.MinHouseholds);
        p.AddWithValue("asOf", question.AsOf);
        p.AddWithValue("by", by);
        List<AreaStanding> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new(
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.GetInt64(5),
                    reader.GetInt64(6),
                    reader.GetInt64(7)
                )
            );
        return rows;
    }
}
