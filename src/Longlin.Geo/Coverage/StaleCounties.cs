using Longlin.Geo.Rules;
using Longlin.Geo.Store;

namespace Longlin.Geo.Coverage;

/// <summary>Which counties must be computed again.</summary>
public static class StaleCounties
{
    /// <summary>The layers that coverage reads.</summary>
    public static string[] Layers(Standard standard) =>
        [
            .. standard
                .Services.SelectMany(s => s.Layers)
                .Concat(standard.Checks.Select(c => c.Inside?.Layer).OfType<string>())
                .Concat(["hamlets", "areas", "closures", "works", "surveys"])
                .Distinct(),
        ];

    /// <summary>Asks the store.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Database database,
        Standard standard,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.stale"));
        command.Parameters.Add(new() { Value = Layers(standard) });
        List<string> counties = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            counties.Add(reader.GetString(0));
        return counties;
    }
}
