using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Coverage;
using MiniExcelLibs;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Publishing;

/// <summary>Writes vacated hamlets and their red lines in the formats that bureaus have; each says when the data is synthetic.</summary>
public static class RedLineFormats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new GeoJsonConverterFactory() } };

    private static readonly string[] Columns = ["code", "name", "villageCode", "village", "township", "vacatedOn", "because", "drawn", "redLines", "areaM2", "areaMu", "reclaimedM2", "reclaimedMu", "reforestedM2", "landHectares", "forbidden", "asOf", "note"];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "geojson", "csv", "xlsx"];

    /// <summary>Writes a document. In GeoJSON a hamlet whose line is not drawn has no geometry: nothing that is only proposed passes for a red line.</summary>
    public static async Task WriteAsync(Stream target, string format, RedLineDocument document, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "json":
                await JsonSerializer.SerializeAsync(target, document, Json, cancellationToken);
                break;
            case "geojson":
                await JsonSerializer.SerializeAsync(target, new { Type = "FeatureCollection", document.AsOf, document.Synthetic, Features = document.Items.Select(i => new { Type = "Feature", Geometry = i.Shape, Properties = Named(document, i) }) }, Json, cancellationToken);
                break;
            case "csv":
                await CsvTable.WriteAsync(target, Columns, document.Items.Select(i => (IEnumerable<object?>)Row(document, i)).ToAsyncEnumerable(), cancellationToken);
                break;
            case "xlsx":
                using (MemoryStream workbook = new())
                {
                    await MiniExcel.SaveAsAsync(workbook, document.Items.Select(i => Named(document, i)), sheetName: "red-lines", cancellationToken: cancellationToken);
                    await target.WriteAsync(workbook.ToArray(), cancellationToken);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    private static Dictionary<string, object?> Named(RedLineDocument d, RedLineItem i) => Columns.Zip(Row(d, i)).ToDictionary(c => c.First, c => c.Second);

    private static object?[] Row(RedLineDocument d, RedLineItem i) =>
    [
        i.Code, i.Name, i.VillageCode, i.Village, i.Township, i.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), i.Because, i.Drawn, string.Join(' ', i.RedLines), i.AreaM2, i.AreaMu, i.ReclaimedM2, i.ReclaimedMu, i.ReforestedM2,
        i.Land is null ? null : string.Join(' ', i.Land.Select(l => FormattableString.Invariant($"{l.Kind}:{l.AreaHectares}"))), i.Forbidden is null ? null : string.Join(' ', i.Forbidden.Select(f => f.Code)),
        d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.Synthetic ? CountyState.SyntheticNote.Zh : null,
    ];
}
