using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>Writes gaps in the formats that bureaus have. Every one of them says when the data is synthetic.</summary>
public static class GapFormats
{
    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "geojson", "csv", "xlsx"];

    /// <summary>The media type of a format.</summary>
    public static string MediaType(string format) =>
        format switch
        {
            "json" => "application/json",
            "geojson" => "application/geo+json",
            "csv" => "text/csv; charset=utf-8",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    /// <summary>Writes a document.</summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        GapDocument document,
        string? language,
        CancellationToken cancellationToken
    ) =>
        format switch
        {
            "json" => WriteJsonAsync(target, document, cancellationToken),
            "geojson" => WriteGeoJsonAsync(target, document, cancellationToken),
            "csv" or "xlsx" => DocumentTable.Of(document).WriteAsync(target, format, language, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    // The generated handler leaves the escaping to the writer: the serializer goes a slower way as soon as an encoder
    // is set.
    private static async Task WriteJsonAsync(Stream target, GapDocument document, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = new(1 << 16);
        await using Utf8JsonWriter json = new(
            buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
        PublishedJson.Default.GapDocument.SerializeHandler!(json, document);
        json.Flush();
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static Task WriteGeoJsonAsync(Stream target, GapDocument document, CancellationToken cancellationToken)
    {
        List<(string, object?)> members =
        [
            ("asOf", document.AsOf),
            ("dataDate", document.DataDate),
            ("service", document.Service),
            ("rule", document.Rule),
            ("minHouseholds", document.MinHouseholds),
            ("denominator", document.Denominator),
            ("standard", document.Standard),
            ("standardVersion", document.StandardVersion),
            ("source", document.Source),
            ("forecast", document.Forecast),
            ("forecastBy", document.ForecastBy),
            ("totals", document.Totals),
            ("synthetic", document.Synthetic),
        ];
        if (document.Synthetic)
            members.Add(("note", CountyState.SyntheticNote.Zh));
        return GeoJsonWriter.WriteAsync(
            target,
            members,
            document.Items.ToAsyncEnumerable(),
            (json, item) =>
                GeoJsonWriter.WriteFeature(
                    json,
                    GeoJsonWriter.Point(item.Lon, item.Lat),
                    j => JsonSerializer.Serialize(j, item, PublishedJson.GeoJson.GapItem)
                ),
            cancellationToken
        );
    }
}
