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
                    reader.Get<string>("code"),
                    reader.Find<string>("name"),
                    reader.Get<long>("total"),
                    reader.Get<long>("met"),
                    reader.Get<long>("not_met"),
                    reader.Get<long>("unknown"),
                    reader.Get<long>("households"),
                    reader.Get<long>("households_met")
                )
            );
        return rows;
    }
}
