using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Server.Ogc;

/// <summary>A row of a page's statement as a feature, as cells of a table, as a place in the order.</summary>
internal static class OgcRow
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, JsonEncodedText> NameTexts =
        new();

    public static void Feature(
        Utf8JsonWriter json,
        NpgsqlDataReader reader,
        ColumnDescription[] columns,
        PageColumns at,
        Action<Utf8JsonWriter>? more = null
    )
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteNumber("id", reader.GetInt64(at.Id));
        json.WritePropertyName("geometry");
        if (at.Geometry < 0 || reader.IsDBNull(at.Geometry))
            json.WriteNullValue();
        else
            json.WriteRawValue(reader.GetString(at.Geometry), skipInputValidation: true);
        json.WriteStartObject("properties");
        for (var i = 0; i < columns.Length; i++)
            Property(json, reader, at.Properties[i], columns[i]);
        json.WriteString("updated_at", DateTime.SpecifyKind(reader.GetDateTime(at.UpdatedAt), DateTimeKind.Utc));
        json.WriteEndObject();
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter json, NpgsqlDataReader reader, int at, ColumnDescription column)
    {
        json.WritePropertyName(Encoded(column.Name));
        if (reader.IsDBNull(at))
        {
            json.WriteNullValue();
            return;
        }

        switch (column.Type)
        {
            case ColumnType.Text:
                json.WriteStringValue(reader.GetString(at));
                break;
            case ColumnType.Integer:
                json.WriteNumberValue(reader.GetInt32(at));
                break;
            case ColumnType.Number:
                json.WriteDecimalValue(reader.GetDouble(at));
                break;
            case ColumnType.Money:
                json.WriteDecimalValue(reader.GetDecimal(at));
                break;
            case ColumnType.Boolean:
                json.WriteBooleanValue(reader.GetBoolean(at));
                break;
            case ColumnType.Date:
                Day(json, reader.GetFieldValue<DateOnly>(at));
                break;
            case ColumnType.Timestamp:
                json.WriteStringValue(MomentText.Iso(reader.GetDateTime(at)));
                break;
            case ColumnType.Texts:
                json.WriteStartArray();
                foreach (var word in reader.GetFieldValue<string[]>(at))
                    json.WriteStringValue(word);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException(column.Name);
        }
    }

    private static void Day(Utf8JsonWriter json, DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        json.WriteStringValue(text);
    }

    // Names are the catalogue's, few and written a hundred times a page.
    private static JsonEncodedText Encoded(string name) =>
        NameTexts.GetOrAdd(name, static n => JsonEncodedText.Encode(n));

    public static object? Cell(NpgsqlDataReader reader, int at, ColumnDescription column) =>
        reader.IsDBNull(at)
            ? null
            : column.Type switch
            {
                ColumnType.Date => reader
                    .GetFieldValue<DateOnly>(at)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ColumnType.Timestamp => MomentText.Iso(reader.GetDateTime(at)),
                ColumnType.Texts => string.Join(',', reader.GetFieldValue<string[]>(at)),
                ColumnType.Boolean => reader.GetBoolean(at) ? "true" : "false",
                _ => reader.GetValue(at),
            };

    public static ItemsCursor Cursor(NpgsqlDataReader reader, PageColumns at) =>
        new([.. at.Keys.Select(k => reader.IsDBNull(k) ? null : reader.GetString(k))], reader.GetInt64(at.Id));

    public static RowVersion Version(NpgsqlDataReader reader, PageColumns at) =>
        new(
            reader.GetInt64(at.Id),
            reader.GetFieldValue<uint>(at.Transaction),
            reader.GetDateTime(at.UpdatedAt),
            reader.GetFieldValue<NpgsqlTid>(at.Place)
        );
}
