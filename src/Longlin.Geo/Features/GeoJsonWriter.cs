using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes GeoJSON feature collections (RFC 7946) to a stream, one feature a line, in pieces of 64 KiB: memory stays
/// flat however long the list is, and nothing is written while the caller waits.
/// </summary>
public static class GeoJsonWriter
{
    /// <summary>The number as a node that keeps its decimal point; null where there is none.</summary>
    public static JsonNode? Node(double? value) =>
        value is { } number ? JsonSerializer.SerializeToNode(number, Options) : null;

    private const int PieceBytes = 1 << 16;

    /// <summary>
    /// How GeoJSON is serialized: Chinese as itself, geometries as GeoJSON, decimal numbers with a decimal point.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>How the text of GeoJSON is written: Chinese as itself.</summary>
    public static JsonWriterOptions TextOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a collection.</summary>
    /// <param name="target">Where to; it is not closed.</param>
    /// <param name="members">What the collection says of itself before its features, by name.</param>
    /// <param name="items">What becomes a feature each.</param>
    /// <param name="writeFeature">Writes one feature, whole.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task WriteAsync<T>(
        Stream target,
        IEnumerable<(string Name, object? Value)> members,
        IAsyncEnumerable<T> items,
        Action<Utf8JsonWriter, T> writeFeature,
        CancellationToken cancellationToken
    )
    {
        ArrayBufferWriter<byte> buffer = new(PieceBytes);
        await using Utf8JsonWriter json = new(buffer, TextOptions);
        buffer.Write("{\"type\":\"FeatureCollection\""u8);
        foreach (var (name, value) in members)
        {
            buffer.Write(","u8);
            WritePiece(json, j => j.WriteStringValue(name));
            buffer.Write(":"u8);
            WritePiece(json, j => JsonSerializer.Serialize(j, value, Options));
        }

        buffer.Write(",\"features\":["u8);
        var separator = "\n"u8.ToArray();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            buffer.Write(separator);
            separator = ",\n"u8.ToArray();
            WritePiece(json, j => writeFeature(j, item));
            if (buffer.WrittenCount < PieceBytes)
                continue;
            // The writer holds nothing back here: each piece is flushed before the buffer is emptied.
            await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }

        buffer.Write("\n]}"u8);
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>Writes a feature.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="geometry">A geometry, or an object in the shape of GeoJSON; null where there is none.</param>
    /// <param name="writeProperties">Writes the object of the properties.</param>
    public static void WriteFeature(Utf8JsonWriter json, object? geometry, Action<Utf8JsonWriter> writeProperties)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        JsonSerializer.Serialize(json, geometry, Options);
        json.WritePropertyName("properties");
        writeProperties(json);
        json.WriteEndObject();
    }

    /// <summary>A point as GeoJSON, to seven decimals (a centimetre); null where the place is not known.</summary>
    public static object? Point(double? lon, double? lat) =>
        lon is { } x && lat is { } y
            ? new { Type = "Point", Coordinates = new[] { Math.Round(x, 7), Math.Round(y, 7) } }
            : null;

    // A value of its own in the buffer: the writer starts from nothing and ends with nothing pending.
    private static void WritePiece(Utf8JsonWriter json, Action<Utf8JsonWriter> write)
    {
        json.Reset();
        write(json);
        json.Flush();
    }

    private static JsonSerializerOptions CreateOptions()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new GeoJsonNumber.DoubleConverter(),
                new GeoJsonNumber.DecimalConverter(),
                new GeoJsonConverterFactory(),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
