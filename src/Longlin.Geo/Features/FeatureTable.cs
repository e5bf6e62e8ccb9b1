using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Features;

/// <summary>Rows with their places, written in the formats that bureaus have.</summary>
/// <param name="Head">What stands before the features of a GeoJSON file: the day, whether the data is
/// synthetic.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">A row a feature.</param>
/// <param name="Shapes">The geometry of each row as GeoJSON or as a geometry, EPSG:4490; null where it has
/// none.</param>
internal sealed record FeatureTable(
    IReadOnlyList<(string Name, object? Value)> Head,
    IReadOnlyList<string> Columns,
    IReadOnlyList<object?[]> Rows,
    IReadOnlyList<object?> Shapes
)
{
    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "geojson", "csv", "xlsx"];

    /// <summary>Writes the document as JSON, or its rows.</summary>
    public Task WriteAsync<T>(Stream target, string format, T document, CancellationToken cancellationToken) =>
        format switch
        {
            "json" => JsonSerializer.SerializeAsync(target, document, JsonForms.Document, cancellationToken),
            "geojson" => WriteGeoJsonAsync(target, cancellationToken),
            "csv" => WriteCsvAsync(target, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    /// <summary>Writes the rows as CSV.</summary>
    public Task WriteCsvAsync(Stream target, CancellationToken cancellationToken) =>
        CsvTable.WriteAsync(
            target,
            Columns,
            Rows.Select(r => (IEnumerable<object?>)r).ToAsyncEnumerable(),
            cancellationToken
        );

    private Task WriteGeoJsonAsync(Stream target, CancellationToken cancellationToken) =>
        GeoJsonWriter.WriteAsync(
            target,
            Head,
            Rows.Zip(Shapes).ToAsyncEnumerable(),
            (json, item) =>
                GeoJsonWriter.WriteFeature(
                    json,
                    item.Second,
                    j => JsonSerializer.Serialize(j, Named(item.First), GeoJsonWriter.Options)
                ),
            cancellationToken
        );

    private Dictionary<string, object?> Named(object?[] row) =>
        Columns.Zip(row).ToDictionary(c => c.First, c => c.Second);
}
