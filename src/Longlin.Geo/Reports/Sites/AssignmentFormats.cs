using System.Globalization;
using Longlin.Geo.Coverage;
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
        CancellationToken cancellationToken
    )
    {
        var (day, note) = (
            d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            d.Synthetic ? CountyState.SyntheticNote.Zh : null
        );
        FeatureTable table = new(
            "assignment",
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
            ],
            [
                (
                    "sites",
                    d.Limits.Select(l => new Dictionary<string, object?>
                    {
                        ["site"] = l.Site,
                        ["name"] = l.Name,
                        ["status"] = l.Status,
                        ["housing"] = l.Housing,
                        ["school"] = l.School,
                        ["water"] = l.Water,
                        ["land"] = l.Land,
                        ["capacityPersons"] = l.CapacityPersons,
                        ["unknown"] = string.Join(' ', l.Unknown),
                        ["limitedBy"] = string.Join(' ', l.LimitedBy),
                        ["occupied"] = l.Occupied,
                        ["room"] = l.Room,
                        ["assigned"] = l.Assigned,
                        ["free"] = l.Free,
                        ["binds"] = l.Binds,
                        ["note"] = note,
                    })
                ),
                (
                    "leftOut",
                    d.LeftOut.Concat(d.SitesLeftOut)
                        .Select(l => new Dictionary<string, object?>
                        {
                            ["code"] = l.Code,
                            ["name"] = l.Name,
                            ["reason"] = l.Reason,
                            ["message"] = l.Message.Zh,
                            ["note"] = note,
                        })
                ),
                (
                    "infeasible",
                    d.Infeasible.Select(i => new Dictionary<string, object?>
                    {
                        ["reason"] = i.Reason,
                        ["hamlets"] = string.Join(' ', i.Hamlets.Select(h => h.Code)),
                        ["sites"] = string.Join(' ', i.Sites.Select(s => s.Code)),
                        ["shortfall"] = i.Shortfall,
                        ["message"] = i.Message.Zh,
                        ["note"] = note,
                    })
                ),
            ]
        );
        return table.WriteAsync(target, format, d, cancellationToken);
    }
}
