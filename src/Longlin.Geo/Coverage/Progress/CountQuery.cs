using System.Text.Json;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>What a standard counts from facilities and zones: one statement for all of its counts.</summary>
public static class CountQuery
{
    /// <summary>Asks the store.</summary>
    /// <param name="database">The store.</param>
    /// <param name="counts">What to count.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="question">Day and areas.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each count the county's number, then those of the areas asked for.</returns>
    public static async Task<IReadOnlyList<Measure>> RunAsync(
        Database database,
        IReadOnlyList<CountRule> counts,
        string county,
        ProgressQuestion question,
        CancellationToken cancellationToken
    )
    {
        if (counts.Count == 0)
            return [];
        await using var command = Create(database, counts, county, question);
        List<Measure> found = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            found.Add(
                new(
                    r.Get<string>("measure"),
                    r.Get<double>("value"),
                    r.FindValue<double>("whole"),
                    r.Get<long>("unknown")
                )
                {
                    Code = r.Find<string>("area"),
                    AreaName = r.Find<string>("area_name"),
                    Things = r.Get<long>("things"),
                }
            );
        return found;
    }

    /// <summary>The statement.</summary>
    internal static NpgsqlCommand Create(
        Database database,
        IReadOnlyList<CountRule> counts,
        string county,
        ProgressQuestion question
    )
    {
        var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Progress.counts"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", question.AsOf);
        command.Parameters.AddWithValue("by", question.By ?? "");
        command.Parameters.Add(
            new NpgsqlParameter("counts", NpgsqlDbType.Jsonb)
            {
                Value = JsonSerializer.Serialize(
                    counts.Select(c => new
                    {
                        name = c.Name,
                        layer = c.Layer,
                        kinds = c.Kinds,
                        of = c.Of,
                        to_standard = c.ToStandard,
                        level = c.Level,
                    })
                ),
            }
        );
        return command;
    }
}
