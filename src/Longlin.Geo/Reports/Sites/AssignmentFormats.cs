using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Sites;

/// <summary>
/// Writes who goes where in the formats that bureaus have: a row a hamlet, in GeoJSON a straight line from it to its
/// site; a workbook also tells the room of the sites, who is left out, and why nothing fits.
/// </summary>
public static class AssignmentFormats
{
    private static readonly string[] Columns =
    [
        "hamlet",
        "hamletName",
        "site",
        "siteName",
        "households",
        "persons",
        "distanceM",
        "way",
        "approximate",
        "hamletLon",
        "hamletLat",
        "siteLon",
        "siteLat",
        "status",
        "gap",
        "asOf",
        "note",
    ];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names => FeatureTable.Names;

    /// <summary>Writes a document.</summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        AssignmentDocument d,
        string? language,
        CancellationToken cancellationToken
    )
    {
        var (day, note) = (
            d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            d.Synthetic ? CountyState.SyntheticNote.Zh : null
        );
        if (format == "xlsx")
            return DocumentTable.Of(d).WriteAsync(target, format, language, cancellationToken);
        FeatureTable table = new(
            [
                ("asOf", day),
                ("synthetic", d.Synthetic),
                ("status", d.Status),
                ("objective", d.Objective),
                ("bound", d.Bound),
                ("gap", d.Gap),
            ],
            Columns,
            [
                .. d.Assignment.Select(a =>
                    new object?[]
                    {
                        a.Hamlet,
                        a.HamletName,
                        a.Site,
                        a.SiteName,
                        a.Households,
                        a.Persons,
                        a.DistanceM,
                        a.Way,
                        a.Approximate,
                        a.HamletLon,
                        a.HamletLat,
                        a.SiteLon,
                        a.SiteLat,
                        d.Status,
                        d.Gap,
                        day,
                        note,
                    }
                ),
            ],
            [
                .. d.Assignment.Select(a => new
                {
                    Type = "LineString",
                    Coordinates = (double[][])
                        [
                            [a.HamletLon, a.HamletLat],
                            [a.SiteLon, a.SiteLat],
                        ],
                }),
            ]
        );
        return table.WriteAsync(target, format, d, cancellationToken);
    }
}
