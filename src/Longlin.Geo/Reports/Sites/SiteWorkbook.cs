using System.Globalization;
using Longlin.Geo.Coverage;
using MiniExcelLibs;

namespace Longlin.Geo.Reports.Sites;

/// <summary>
/// Scored sites as a workbook: a row a site, a row a factor of each, a row a violation. Every row says when the data is
/// synthetic.
/// </summary>
public static class SiteWorkbook
{
    private static readonly string[] Sites =
    [
        "code",
        "name",
        "township",
        "lon",
        "lat",
        "areaM2",
        "refused",
        "score",
        "scoreLow",
        "scoreHigh",
        "meanSlope",
        "maxSlope",
        "slopeUnknownShare",
        "personsByLand",
        "personsGiven",
        "personsByHousing",
        "personsBySchool",
        "personsByWater",
        "persons",
        "limitedBy",
        "limitsUnknown",
        "services",
        "sentence",
        "asOf",
        "note",
    ];

    private static readonly string[] Factors =
    [
        "site",
        "factor",
        "distanceM",
        "straightLineM",
        "nearest",
        "score",
        "scoreLow",
        "scoreHigh",
        "weight",
        "unknown",
        "note",
    ];
    private static readonly string[] Violations =
    [
        "site",
        "kind",
        "code",
        "name",
        "areaM2",
        "share",
        "sentence",
        "note",
    ];

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Stream target, SiteDocument document, CancellationToken cancellationToken)
    {
        var note = document.Synthetic ? CountyState.SyntheticNote.Zh : null;
        var day = document.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Dictionary<string, object> sheets = new()
        {
            ["sites"] = Rows(
                Sites,
                document.Sites.Select(s =>
                    new object?[]
                    {
                        s.Code,
                        s.Name,
                        s.Township,
                        s.Lon,
                        s.Lat,
                        s.AreaM2,
                        s.Refused,
                        s.Score,
                        s.ScoreLow,
                        s.ScoreHigh,
                        s.Slope.MeanDegrees,
                        s.Slope.MaxDegrees,
                        s.Slope.UnknownShare,
                        s.Capacity.PersonsByLand,
                        s.Capacity.PersonsGiven,
                        s.Capacity.PersonsByHousing,
                        s.Capacity.PersonsBySchool,
                        s.Capacity.PersonsByWater,
                        s.Capacity.Persons,
                        string.Join(' ', s.Capacity.LimitedBy),
                        string.Join(' ', s.Capacity.Unknown),
                        string.Join(' ', s.Services.Select(v => $"{v.Service}:{v.Verdict}")),
                        s.Sentence.Zh,
                        day,
                        note,
                    }
                )
            ),
            ["factors"] = Rows(
                Factors,
                document.Sites.SelectMany(s =>
                    s.Factors.Select(f =>
                        new object?[]
                        {
                            s.Code,
                            f.Title.Zh,
                            f.DistanceM,
                            f.StraightLineM,
                            f.Name ?? f.Code,
                            f.Score,
                            f.ScoreLow,
                            f.ScoreHigh,
                            f.Weight,
                            f.Unknown,
                            note,
                        }
                    )
                )
            ),
            ["violations"] = Rows(
                Violations,
                document.Sites.SelectMany(s =>
                    s.Violations.Select(v =>
                        new object?[] { s.Code, v.Kind, v.Code, v.Name, v.AreaM2, v.Share, v.Sentence.Zh, note }
                    )
                )
            ),
        };
        using MemoryStream workbook = new();
        // A workbook is a zip, which needs to go back in its file.
        await MiniExcel.SaveAsAsync(workbook, sheets, cancellationToken: cancellationToken);
        await target.WriteAsync(workbook.ToArray(), cancellationToken);
    }

    private static List<Dictionary<string, object?>> Rows(string[] columns, IEnumerable<object?[]> rows) =>
        [.. rows.Select(r => columns.Zip(r).ToDictionary(c => c.First, c => c.Second))];
}
