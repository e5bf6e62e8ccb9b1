using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Coverage;
using Longlin.Geo.Features;
using MiniExcelLibs;

namespace Longlin.Geo.Reports;

/// <summary>Writes gaps in the formats that bureaus have. Every one of them says when the data is synthetic.</summary>
public static class GapFormats
{
    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "geojson", "csv", "xlsx"];

    /// <summary>The columns of a table of gaps.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "subject",
        "code",
        "name",
        "villageCode",
        "village",
        "township",
        "households",
        "population",
        "poorPopulation",
        "verdict",
        "reason",
        "evidence",
        "nearRoad",
        "distanceM",
        "metresToUpgrade",
        "metresToBuild",
        "blocking",
        "lon",
        "lat",
        "conflict",
        "costYuan",
        "asOf",
        "service",
        "note",
    ];

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
    public static async Task WriteAsync(
        Stream target,
        string format,
        GapDocument document,
        CancellationToken cancellationToken
    )
    {
        switch (format)
        {
            case "json":
                await WriteJsonAsync(target, document, cancellationToken);
                break;
            case "geojson":
                await WriteGeoJsonAsync(target, document, cancellationToken);
                break;
            case "csv":
                await WriteCsvAsync(target, document, cancellationToken);
                break;
            case "xlsx":
                using (MemoryStream workbook = new())
                {
                    // A workbook is a zip, which needs to go back in its file.
                    await MiniExcel.SaveAsAsync(
                        workbook,
                        document.Items.Select(i =>
                            Columns
                                .Zip(Row(i, document.AsOf, document.Service, document.Synthetic))
                                .ToDictionary(c => c.First, c => c.Second)
                        ),
                        sheetName: "gaps",
                        cancellationToken: cancellationToken
                    );
                    await target.WriteAsync(workbook.ToArray(), cancellationToken);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    /// <summary>A gap under <see cref="Columns"/>.</summary>
    public static object?[] Row(GapItem i, DateOnly asOf, string service, bool synthetic) =>
        [
            i.Subject,
            i.Code,
            i.Name,
            i.VillageCode,
            i.Village,
            i.Township,
            i.Households,
            i.Population,
            i.PoorPopulation,
            i.Verdict,
            i.Reason,
            i.Evidence,
            i.NearRoad,
            i.DistanceM,
            i.MetresToUpgrade,
            i.MetresToBuild,
            string.Join(' ', i.Blocking),
            i.Lon,
            i.Lat,
            i.Conflict,
            i.CostYuan,
            asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            service,
            synthetic ? CountyState.SyntheticNote.Zh : null,
        ];

    // The generated handler leaves the escaping to the writer: the serializer goes a slower way as soon as an encoder
    // is set.
    private static async Task WriteJsonAsync(Stream target, GapDocument document, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = new(1 << 16);
        await using Utf8JsonWriter json = new(
            buffer,
            new JsonWriterOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                SkipValidation = true,
            }
        );
        PublishedJson.Default.GapDocument.SerializeHandler!(json, document);
        json.Flush();
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static Task WriteCsvAsync(Stream target, GapDocument document, CancellationToken cancellationToken) =>
        CsvTable.WriteAsync(
            target,
            Columns,
            document
                .Items.Select(i => (IEnumerable<object?>)Row(i, document.AsOf, document.Service, document.Synthetic))
                .ToAsyncEnumerable(),
            cancellationToken
        );

    private static async Task WriteGeoJsonAsync(
        Stream target,
        GapDocument document,
        CancellationToken cancellationToken
    )
    {
        // Serializing an item flushes the writer, and a response takes no writing that waits: a buffer stands between.
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter json = new(
            buffer,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("asOf", document.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("service", document.Service);
        json.WriteString("standard", document.Standard);
        json.WriteBoolean("forecast", document.Forecast);
        json.WriteBoolean("synthetic", document.Synthetic);
        if (document.Synthetic)
            json.WriteString("note", CountyState.SyntheticNote.Zh);
        json.WriteStartArray("features");
        foreach (var item in document.Items)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WritePropertyName("geometry");
            if (item is { Lon: { } lon, Lat: { } lat })
            {
                json.WriteStartObject();
                json.WriteString("type", "Point");
                json.WriteStartArray("coordinates");
                json.WriteNumberValue(Math.Round(lon, 7));
                json.WriteNumberValue(Math.Round(lat, 7));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            else
            {
                json.WriteNullValue();
            }

            json.WritePropertyName("properties");
            JsonSerializer.Serialize(json, item, PublishedJson.Readable.GapItem);
            json.WriteEndObject();
            if (buffer.WrittenCount < 1 << 16)
                continue;
            await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }
}
