using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>Transformers on a day, the oldest first.</summary>
public sealed record TransformersDocument(DateOnly AsOf, bool Synthetic, IReadOnlyList<Transformer> Items);

/// <summary>Ageing transformers and kVA a household, for the web service.</summary>
public static class TransformersReport
{
    private const double MostYears = 200;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="asOf">The day; null: today.</param>
    /// <param name="area">Code of a township or village; null: the county.</param>
    /// <param name="poorOnly">true, false or null (false).</param>
    /// <param name="minAge">Least age in years; null: any.</param>
    /// <param name="limit">How many to list; null: 100.</param>
    /// <param name="whole">All of them where no limit is given, as in a file.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(TransformersDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string? asOf,
        string? area,
        string? poorOnly,
        string? minAge,
        string? limit,
        bool whole,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        if (poorOnly is not (null or "true" or "false"))
            fault = new("poorOnly", new("应为 true 或 false", "should be true or false"));
        var age = ReadYears(minAge, ref fault);
        var most =
            limit is null && whole
                ? int.MaxValue
                : QueryNumber.Read(limit, "limit", 100, QueryParameters.MaxLimit, ref fault);
        if (fault is not null)
            return (null, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(area!));
        var items = await UtilityQuery.TransformersAsync(
            database,
            standard,
            county.CountyCode,
            day,
            area,
            poorOnly == "true",
            age,
            most,
            cancellationToken
        );
        return (new(day, county.Synthetic, items), null);
    }

    private static double? ReadYears(string? text, ref ParameterFault? fault)
    {
        if (text is null)
            return null;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var years)
            && years <= MostYears
        )
            return years;
        fault = new("minAge", new("应为年数", "should be a number of years"));
        return null;
    }
}
