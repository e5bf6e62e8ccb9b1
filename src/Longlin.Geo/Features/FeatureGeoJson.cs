using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Model;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes records of a layer as GeoJSON (RFC 7946), columns in the catalogue's order, so that the same records give the
/// same bytes.
/// </summary>
public static class FeatureGeoJson
{
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <summary>Writes a feature collection, one feature a line.</summary>
    public static async Task WriteAsync(
        Stream target,
        LayerDescription layer,
        IEnumerable<FeatureRecord> records,
        Bilingual? note,
        CancellationToken cancellationToken
    )
    {
        await using StreamWriter text = new(target, new System.Text.UTF8Encoding(false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        await text.WriteLineAsync(
            $"{{\"type\":\"FeatureCollection\",\"name\":\"{layer.Name}\"{(note is null ? "" : $",\"synthetic\":true,\"note\":\"{note.Zh} {note.En}\"")},\"features\":["
        );
        var first = true;
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!first)
                await text.WriteLineAsync(",");
            first = false;
            await text.WriteAsync(Line(layer, record));
        }

        await text.WriteLineAsync("\n]}");
    }

    private static string Line(LayerDescription layer, FeatureRecord record)
    {
        using MemoryStream line = new();
        using (
            Utf8JsonWriter json = new(
                line,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WritePropertyName("geometry");
            JsonSerializer.Serialize(json, record.Geometry, Geometries);
            json.WriteStartObject("properties");
            foreach (var column in layer.AllColumns)
                Write(json, column.Name, record[column.Name]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case decimal money:
                json.WriteNumber(name, money);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case DateOnly day:
                json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case string[] words:
                json.WriteString(name, string.Join(',', words));
                break;
            default:
                throw new ArgumentException($"{name}: {value.GetType().Name}");
        }
    }
}
