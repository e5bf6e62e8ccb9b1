using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Import.Formats;

/// <summary>GeoJSON feature collections (RFC 7946), EPSG:4326 by definition; a different system may be declared.</summary>
internal static class GeoJsonReader
{
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };

    public static SourceFile Open(string file) => new(Later(file), "EPSG:4326", "UTF-8");

    // Nothing is read until the rows are asked for: opening a file twice must not read it twice.
    private static IEnumerable<RawRow> Later(string file)
    {
        foreach (var row in IsLines(file) ? Lines(file) : Document(file)) yield return row;
    }

    private static IEnumerable<RawRow> Document(string file)
    {
        JsonElement root;
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 64 });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ImportException(file, $"不是有效的 JSON（第 {e.LineNumber + 1} 行） is not valid JSON: {e.Message}", e);
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new ImportException(file, "不是 GeoJSON：缺少 type。 Not GeoJSON: there is no type.");
        if (type.ValueEquals("Feature")) return [Row(root, 1)];
        if (!type.ValueEquals("FeatureCollection") || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            throw new ImportException(file, "需要 FeatureCollection 或 Feature。 A FeatureCollection or Feature is needed.");
        return features.EnumerateArray().Select((f, i) => Row(f, i + 1));
    }

    // One feature a line: the first line is a whole object and more follows it.
    private static bool IsLines(string file)
    {
        using StreamReader text = new(file);
        var buffer = new char[1 << 20];
        var read = text.ReadBlock(buffer, 0, buffer.Length);
        var first = new string(buffer, 0, read);
        var end = first.IndexOf('\n', StringComparison.Ordinal);
        if (end <= 0 || first[(end + 1)..].Trim().Length == 0) return false;
        try
        {
            using var document = JsonDocument.Parse(first[..end].TrimStart('\u001e'));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Feature");
        }
        catch (JsonException)
        {
            return false; // an object that goes on in the next line
        }
    }

    private static IEnumerable<RawRow> Lines(string file)
    {
        long number = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (line.AsSpan().Trim().IsEmpty) continue;
            number++;
            RawRow row;
            try
            {
                using var document = JsonDocument.Parse(line.TrimStart('\u001e'), new JsonDocumentOptions { MaxDepth = 64 });
                row = Row(document.RootElement, number);
            }
            catch (JsonException e)
            {
                row = new RawRow(number, new Dictionary<string, object?>(), null, $"不是有效的 JSON is not valid JSON: {e.Message}");
            }

            yield return row;
        }
    }

    private static RawRow Row(JsonElement feature, long number)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        if (feature.ValueKind != JsonValueKind.Object) return new RawRow(number, fields, null, "不是 Feature is not a feature");
        if (feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject()) fields[property.Name] = Plain(property.Value);
        }

        if (!feature.TryGetProperty("geometry", out var geometry) || geometry.ValueKind == JsonValueKind.Null) return new RawRow(number, fields, null);
        try
        {
            return new RawRow(number, fields, geometry.Deserialize<Geometry>(Geometries));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException or NullReferenceException or IndexOutOfRangeException)
        {
            // The library reports broken geometry by many exceptions; each is one bad row, not a bad file.
            return new RawRow(number, fields, null, $"几何图形无法读取 the geometry cannot be read: {e.Message}");
        }
    }

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
