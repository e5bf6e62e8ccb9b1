using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Planning;

/// <summary>A planned, running or finished project.</summary>
/// <param name="State">finished, given_up, overdue, late, running or not_begun.</param>
/// <param name="Assets">Codes of what it opens or hardens.</param>
/// <param name="RedLine">Code of a red line 搬出地红线 that it lies in; null where it lies in none.</param>
public sealed record Work(
    string Code,
    string? Name,
    string Status,
    string? Kind,
    string? Bureau,
    string? TownshipCode,
    string? VillageCode,
    DateOnly? StartsOn,
    DateOnly? DueOn,
    DateOnly? FinishedOn,
    decimal? BudgetYuan,
    decimal? PaidYuan,
    double? ProgressPct,
    IReadOnlyList<string> Assets,
    string State,
    double? Lon,
    double? Lat,
    string? RedLine = null
);

/// <summary>How many works stand how, and their money, in one group.</summary>
public sealed record WorksGroup(
    string Key,
    int Total,
    int Finished,
    int Running,
    int Late,
    int Overdue,
    int NotBegun,
    int GivenUp,
    decimal BudgetYuan,
    decimal PaidYuan,
    int WithoutBudget
);

/// <summary>The works of a county on a day.</summary>
public static class WorksQuery
{
    /// <summary>Asks the store.</summary>
    public static async Task<IReadOnlyList<Work>> RunAsync(
        Database database,
        string county,
        DateOnly asOf,
        string? bureau,
        string? area,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Planning.works"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.Add(
            new NpgsqlParameter("bureau", NpgsqlDbType.Text) { Value = (object?)bureau ?? DBNull.Value }
        );
        command.Parameters.Add(
            new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)area ?? DBNull.Value }
        );
        List<Work> works = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            works.Add(
                new(
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Get<string>("status"),
                    r.Find<string>("kind"),
                    r.Find<string>("bureau"),
                    r.Find<string>("township_code"),
                    r.Find<string>("village_code"),
                    r.FindValue<DateOnly>("starts_on"),
                    r.FindValue<DateOnly>("due_on"),
                    r.FindValue<DateOnly>("finished_on"),
                    r.FindValue<decimal>("budget_yuan"),
                    r.FindValue<decimal>("paid_yuan"),
                    r.FindValue<double>("progress_pct"),
                    r.Find<string[]>("assets") ?? [],
                    r.Get<string>("state"),
                    r.FindValue<double>("lon"),
                    r.FindValue<double>("lat"),
                    r.Find<string>("red_line")
                )
            );
        }

        return works;
    }

    /// <summary>Counts and money by group.</summary>
    public static IReadOnlyList<WorksGroup> Group(IReadOnlyList<Work> works, Func<Work, string?> key) =>
        [
            .. works
                .GroupBy(w => key(w) ?? "")
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g =>
                {
                    int In(string state) => g.Count(w => w.State == state);
                    return new WorksGroup(
                        g.Key,
                        g.Count(),
                        In("finished"),
                        In("running"),
                        In("late"),
                        In("overdue"),
                        In("not_begun"),
                        In("given_up"),
                        g.Sum(w => w.BudgetYuan ?? 0),
                        g.Sum(w => w.PaidYuan ?? 0),
                        g.Count(w => w.BudgetYuan is null)
                    );
                }),
        ];
}
