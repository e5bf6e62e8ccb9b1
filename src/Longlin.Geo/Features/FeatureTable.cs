using System.Text.Encodings.Web;
using System.Text.Json;
using MiniExcelLibs;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Features;

/// <summary>Rows with their places, written in the formats that bureaus have.</summary>
/// <param name="Sheet">Name of the rows in a workbook.</param>
/// <param name="Head">What stands before the features of a GeoJSON file: the day, whether the data is
/// synthetic.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">A row a feature.</param>
/// <param name="Shapes">The geometry of each row as GeoJSON or as a geometry, EPSG:4490; null where it has
/// none.</param>
/// <param name="More">Further sheets of a workbook.</param>
internal sealed record FeatureTable(
    string Sheet,
    IReadOnlyList<(string Name, object? Value)> Head,
    IReadOnlyList<string> Columns,
    IReadOnlyList<object?[]> Rows,
    IReadOnlyList<object?> Shapes,
    IReadOnlyList<(string Name, IEnumerable<Dictionary<string, object?>> Rows)> More
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new GeoJsonConverterFactory() },
    };

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "geojson", "csv", "xlsx"];

    /// <summary>A point as GeoJSON; null where the place is not known.</summary>
    public static object? Point(double? lon, double? lat) =>
        lon is null || lat is null ? null : new { Type = "Point", Coordinates = new[] { lon, lat } };

    /// <summary>Writes the document as JSON, or its rows.</summary>
    public async Task WriteAsync<T>(Stream target, string format, T document, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "json":
                await JsonSerializer.SerializeAsync(target, document, Json, cancellationToken);
                break;
            case "geojson":
                Dictionary<string, object?> collection = new() { ["type"] = "FeatureCollection" };
                foreach (var (name, value) in Head)
                    collection[name] = value;
                collection["features"] = Rows.Zip(
                    Shapes,
                    (row, shape) =>
                        new
                        {
                            Type = "Feature",
                            Geometry = shape,
                            Properties = Named(row),
                        }
                );
                await JsonSerializer.SerializeAsync(target, collection, Json, cancellationToken);
                break;
            case "csv":
                await CsvTable.WriteAsync(
                    target,
                    Columns,
                    Rows.Select(r => (IEnumerable<object?>)r).ToAsyncEnumerable(),
                    cancellationToken
                );
                break;
            case "xlsx":
                Dictionary<string, object> sheets = new() { [Sheet] = Rows.Select(Named).ToList() };
                foreach (var (name, rows) in More)
                    sheets[name] = rows.ToList();
                using (MemoryStream workbook = new())
                {
                    // A workbook is a zip, which needs to go back in its file.
                    await MiniExcel.SaveAsAsync(workbook, sheets, cancellationToken: cancellationToken);
                    await target.WriteAsync(workbook.ToArray(), cancellationToken);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    private Dictionary<string, object?> Named(object?[] row) =>
        Columns.Zip(row).ToDictionary(c => c.First, c => c.Second);
}
