using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>
/// What the file of every list about a day says, whatever its document does: the day, the data date, whether it is a
/// forecast, the standard with its version and source, whose households count, and how many rows there are.
/// </summary>
public static class FileConditions
{
    /// <summary>The conditions by machine name; none for a document that is not about a day.</summary>
    public static async Task<IReadOnlyList<(string Name, object? Value)>> RunAsync(
        Database database,
        Standard standard,
        object document,
        CancellationToken cancellationToken
    )
    {
        if (document.GetType().GetProperty("AsOf")?.GetValue(document) is not DateOnly day)
            return [];
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        return
        [
            ("asOf", day),
            ("dataDate", county.DataDate),
            ("forecast", county.IsForecast(day)),
            ("forecastBy", county.ForecastName(day, null)),
            ("standard", county.Standard ?? standard.Name),
            ("standardVersion", county.StandardVersion ?? standard.Version),
            ("source", standard.Source),
            ("denominator", "current"),
            ("total", DocumentTable.Of(document).RowCount),
        ];
    }
}
