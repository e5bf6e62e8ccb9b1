using Longlin.Geo.Coverage;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Sites;

/// <summary>
/// Suggested land in the formats that bureaus have. Each says when the data is synthetic and when slope is not known.
/// </summary>
public static class SuggestFormats
{
    private static readonly string[] Columns =
    [
        "rank",
        "lon",
        "lat",
        "township",
        "areaM2",
        "personsByLand",
        "wholeM2",
        "squareSideM",
        "meanSlopeDegrees",
        "slopeUnknown",
        "score",
        "scoreLow",
        "scoreHigh",
        "metresToRoad",
        "services",
        "factors",
        "note",
    ];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names => FeatureTable.Names;

    /// <summary>Writes a document.</summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        SuggestDocument d,
        string? language,
        CancellationToken cancellationToken
    )
    {
        if (format == "xlsx")
            return DocumentTable.Of(d).WriteAsync(target, format, language, cancellationToken);
        FeatureTable table = new(
            [
                ("asOf", d.AsOf),
                ("persons", d.Persons),
                ("neededM2", d.NeededM2),
                ("slopeUnknown", d.SlopeUnknown),
                ("synthetic", d.Synthetic),
                ("cellsInside", d.CellsInside),
                ("cellsFree", d.CellsFree),
                ("cellsExcluded", d.CellsExcluded),
            ],
            Columns,
            [.. d.Items.Select(i => Row(d, i))],
            [.. d.Items.Select(i => i.Outline)]
        );
        return table.WriteAsync(target, format, d, cancellationToken);
    }

    private static object?[] Row(SuggestDocument d, SuggestItem i) =>
        [
            i.Rank,
            i.Lon,
            i.Lat,
            i.Township,
            i.AreaM2,
            i.PersonsByLand,
            i.WholeM2,
            i.SquareSideM,
            i.MeanSlopeDegrees,
            i.SlopeUnknown,
            i.Score,
            i.ScoreLow,
            i.ScoreHigh,
            i.MetresToRoad,
            string.Join(' ', i.Services.Select(s => $"{s.Service}:{s.Verdict}")),
            string.Join(' ', i.Factors.Select(f => FormattableString.Invariant($"{f.Factor}:{f.Score ?? f.ScoreLow}"))),
            d.Synthetic ? CountyState.SyntheticNote.Zh : null,
        ];
}
