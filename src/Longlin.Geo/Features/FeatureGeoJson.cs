using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes records of a layer as GeoJSON (RFC 7946), columns in the catalogue's order, so that the same records give the
/// same bytes.
/// </summary>
public static class FeatureGeoJson
{
    /// <summary>Writes a feature collection, one feature a line.</summary>
    public static Task WriteAsync(
        Stream target,
        LayerDescription layer,
        IEnumerable<FeatureRecord> records,
        Bilingual? note,
        CancellationToken cancellationToken
    ) => WriteAsync(target, layer, records.ToAsyncEnumerable(), note, cancellationToken);

    /// <summary>Writes a feature collection from records that are still being read.</summary>
    public static async Task WriteAsync(
        Stream target,
        LayerDescription layer,
        IAsyncEnumerable<FeatureRecord> records,
        Bilingual? note,
        CancellationToken cancellationToken
    )
    {
        List<(string, object?)> members = [("name", layer.Name)];
        if (note is not null)
            members.AddRange([("synthetic", true), ("note", $"{note.Zh} {note.En}")]);
        await GeoJsonWriter.WriteAsync(
            target,
            members,
            records,
            (json, record) => GeoJsonWriter.WriteFeature(json, record.Geometry, j => WriteProperties(j, layer, record)),
            cancellationToken
        );
        await target.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteProperties(Utf8JsonWriter json, LayerDescription layer, FeatureRecord record)
    {
        json.WriteStartObject();
        foreach (var column in layer.AllColumns)
        {
            json.WritePropertyName(column.Name);
            WriteValue(json, column.Name, record[column.Name]);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteDecimalValue(number);
                break;
            case decimal money:
                json.WriteDecimalValue(money);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTime moment:
                json.WriteStringValue(MomentText.Iso(moment));
                break;
            case string[] words:
                json.WriteStringValue(string.Join(',', words));
                break;
            default:
                throw new ArgumentException($"{name}: {value.GetType().Name}");
        }
    }
}
