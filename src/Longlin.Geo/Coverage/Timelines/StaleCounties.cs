using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>Which counties must be computed again.</summary>
public static class StaleCounties
{
    /// <summary>The layers that coverage reads.</summary>
    public static string[] Layers(Standard standard) =>
        [
            .. standard
                .Services.SelectMany(s => s.Layers)
                .Concat(standard.Checks.Select(c => c.Inside?.Layer).OfType<string>())
                .Concat(["hamlets", "areas", "closures", "works", "surveys", "joints"])
                .Distinct(),
        ];

    /// <summary>The codes of the counties whose coverage is older than their data.</summary>
    public static Task<IReadOnlyList<string>> RunAsync(
        Database database,
        Standard standard,
        CancellationToken cancellationToken
    ) => ChangeDetector.FindCountiesBehindAsync(database, Layers(standard), cancellationToken);
}
