using Longlin.Geo.Coverage;
using MiniExcelLibs;

namespace Longlin.Geo.Publishing;

/// <summary>Suggested land as GeoJSON and as a workbook. Each says when the data is synthetic and when slope is not known.</summary>
public static class SuggestFormats
{
    private static readonly string[] Columns = ["rank", "lon", "lat", "township", "areaM2", "personsByLand", "wholeM2", "squareSideM", "meanSlopeDegrees", "slopeUnknown", "score", "scoreLow", "scoreHigh", "metresToRoad", "services", "factors", "note"];

    /// <summary>A GeoJSON feature collection, ready to be serialized.</summary>
    public static object Collection(SuggestDocument d) => new
    {
        Type = "FeatureCollection",
        d.AsOf,
        d.Persons,
        d.NeededM2,
        d.SlopeUnknown,
        d.Synthetic,
        d.CellsInside,
        d.CellsFree,
        d.CellsExcluded,
        Features = d.Items.Select(i => new { Type = "Feature", Geometry = i.Outline, Properties = Columns.Zip(Row(d, i)).ToDictionary(c => c.First, c => c.Second) }),
    };

    /// <summary>Writes a workbook.</summary>
    public static async Task WriteWorkbookAsync(Stream target, SuggestDocument d, CancellationToken cancellationToken)
    {
        Dictionary<string, object> sheets = new()
        {
            ["suggested"] = d.Items.Select(i => Columns.Zip(Row(d, i)).ToDictionary(c => c.First, c => c.Second)).ToList(),
            ["excluded"] = d.CellsExcluded.Select(c => new Dictionary<string, object?> { ["reason"] = c.Key, ["cells"] = c.Value, ["ofCells"] = d.CellsInside }).ToList(),
        };
        using MemoryStream workbook = new();
        // A workbook is a zip, which needs to go back in its file.
        await MiniExcel.SaveAsAsync(workbook, sheets, cancellationToken: cancellationToken);
        await target.WriteAsync(workbook.ToArray(), cancellationToken);
    }

    private static object?[] Row(SuggestDocument d, SuggestItem i) =>
    [
        i.Rank, i.Lon, i.Lat, i.Township, i.AreaM2, i.PersonsByLand, i.WholeM2, i.SquareSideM, i.MeanSlopeDegrees, i.SlopeUnknown, i.Score, i.ScoreLow, i.ScoreHigh, i.MetresToRoad, string.Join(' ', i.Services.Select(s => $"{s.Service}:{s.Verdict}")),
        string.Join(' ', i.Factors.Select(f => FormattableString.Invariant($"{f.Factor}:{f.Score ?? f.ScoreLow}"))), d.Synthetic ? CountyState.SyntheticNote.Zh : null,
    ];
}
