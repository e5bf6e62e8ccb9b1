using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes the numbers of a decimal column of GeoJSON, always with a decimal point: <c>7.0</c>, not <c>7</c>. GDAL and
/// QGIS take the type of a column from its first features; after a few whole numbers they would read 3.5 as 3 or as
/// nothing.
/// </summary>
public static class GeoJsonNumber
{
    /// <summary>Writes a number; shortest text that reads back as the same number.</summary>
    /// <exception cref="ArgumentException">The number is infinite or not a number.</exception>
    public static void WriteDecimalValue(this Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentException($"JSON has no number for {value}.", nameof(value));
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        Write(json, text, length);
    }

    /// <summary>Writes an amount with the decimals that it has.</summary>
    public static void WriteDecimalValue(this Utf8JsonWriter json, decimal value)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        Write(json, text, length);
    }

    private static void Write(Utf8JsonWriter json, Span<byte> text, int length)
    {
        if (text[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    internal sealed class DoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteDecimalValue(value);
    }

    internal sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteDecimalValue(value);
    }
}
