using System.Text;
using System.Text.Json;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// GeoJSON (RFC 7946): a feature collection, one feature, or one feature a line. EPSG:4326 unless a <c>crs</c> member
/// or the user says otherwise.
/// </summary>
internal static class GeoJsonReader
{
    private const int RememberedHeaders = 64;
    private static readonly Bilingual Rfc7946 = new("GeoJSON 规范（RFC 7946）", "GeoJSON's own, RFC 7946");
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };

    public static SourceFile Open(string file)
    {
        FilePosition position = new();
        if (IsLines(file))
            return new(Lines(file, position), "EPSG:4326", Bilingual.Same("UTF-8"), position.Share)
            {
                CrsReason = Rfc7946,
            };
        string? crs;
        using (var features = FeatureStream.Open(file, File.OpenRead(file)))
        {
            // The type may also stand behind the features; then it is checked there.
            if (features.Type is not ("FeatureCollection" or "Feature" or null))
                throw NoCollection(file);
            crs = features.Crs;
        }

        return new(Document(file, position), crs ?? "EPSG:4326", Bilingual.Same("UTF-8"), position.Share)
        {
            CrsReason = crs is null ? Rfc7946 : new("文件的 crs 成员声明", "declared by its crs member"),
        };
    }

    private static ImportException NoCollection(string file) =>
        new(
            file,
            new(
                "需要 FeatureCollection 或 Feature；单独的几何图形或别的 JSON 不能导入。",
                "A FeatureCollection or Feature is needed; a bare geometry or another JSON cannot be imported."
            )
        );

    private static IEnumerable<RawRow> Document(string file, FilePosition position)
    {
        Headers headers = new();
        using var features = FeatureStream.Open(file, position.Open(file));
        if (features.Type == "Feature")
        {
            yield return Single(file, headers);
            yield break;
        }

        for (long number = 1; features.Next() is { } feature; number++)
        {
            using (feature)
                yield return Row(feature.RootElement, number, headers);
        }

        if (features.Type is null)
            throw new ImportException(file, new("不是 GeoJSON：缺少 type。", "Not GeoJSON: there is no type."));
        if (features.Type != "FeatureCollection")
            throw NoCollection(file);
    }

    private static RawRow Single(string file, Headers headers)
    {
        const long largest = 64 << 20;
        if (new FileInfo(file).Length > largest)
            throw new ImportException(
                file,
                new($"一个要素超过 {largest} 字节。", $"One feature is larger than {largest} bytes.")
            );
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 64 });
            return Row(document.RootElement, 1, headers);
        }
        catch (JsonException e)
        {
            throw new ImportException(
                file,
                new(
                    $"不是有效的 JSON：第 {e.LineNumber + 1} 行有错。",
                    $"Not valid JSON: line {e.LineNumber + 1} is wrong."
                ),
                e
            );
        }
    }

    // One feature a line: the first line is a whole object and more follows it.
    private static bool IsLines(string file)
    {
        using StreamReader text = new(file);
        var buffer = new char[1 << 20];
        var read = text.ReadBlock(buffer, 0, buffer.Length);
        var first = new string(buffer, 0, read);
        var end = first.IndexOf('\n', StringComparison.Ordinal);
        if (end <= 0 || first[(end + 1)..].Trim().Length == 0)
            return false;
        try
        {
            using var document = JsonDocument.Parse(first[..end].TrimStart('\u001e'));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Feature");
        }
        catch (JsonException)
        {
            return false; // an object that goes on in the next line
        }
    }

    private static IEnumerable<RawRow> Lines(string file, FilePosition position)
    {
        Headers headers = new();
        using var stream = position.Open(file);
        using StreamReader text = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        for (long number = 0; Next(file, text, number + 1) is { } line; )
        {
            if (line.AsSpan().Trim().IsEmpty)
                continue;
            number++;
            RawRow row;
            try
            {
                using var document = JsonDocument.Parse(
                    line.TrimStart('\u001e'),
                    new JsonDocumentOptions { MaxDepth = 64 }
                );
                row = Row(document.RootElement, number, headers);
            }
            catch (JsonException)
            {
                row = new RawRow(number, [], [], null, new("这一行不是有效的 JSON", "this line is not valid JSON"));
            }

            yield return row;
        }
    }

    private static string? Next(string file, StreamReader text, long number)
    {
        try
        {
            return text.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            throw new ImportException(
                file,
                new(
                    $"第 {number} 行附近不是 UTF-8，请转换为 UTF-8。",
                    $"The text near row {number} is not UTF-8: convert the file to UTF-8."
                ),
                e
            );
        }
    }

    private static RawRow Row(JsonElement feature, long number, Headers headers)
    {
        if (feature.ValueKind != JsonValueKind.Object)
            return new RawRow(number, [], [], null, new("不是 Feature", "is not a Feature"));
        string[] header;
        object?[] values;
        try
        {
            feature.TryGetProperty("properties", out var properties);
            (header, values) = headers.Of(properties, headers.Id(feature, number));
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair, show when the text is asked for.
            return new RawRow(
                number,
                [],
                [],
                null,
                new("属性不是有效的文字（UTF-8）", "the properties are not valid text (UTF-8)")
            );
        }

        if (!feature.TryGetProperty("geometry", out var geometry) || geometry.ValueKind == JsonValueKind.Null)
            return new RawRow(number, header, values, null);
        try
        {
            return new RawRow(number, header, values, geometry.Deserialize<Geometry>(Geometries));
        }
        catch (Exception e) when (BrokenGeometry.Is(e))
        {
            return new RawRow(number, header, values, null, new("几何图形无法读取", "the geometry cannot be read"));
        }
    }

    // A whole number of more digits than a double holds has lost some, unless it is written as a text.
    private static object? Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number when value.GetRawText() is { Length: > 15 } => value.GetDouble(),
            _ => value.GetRawText(),
        };

    /// <summary>The headers met so far: features with the same properties share one.</summary>
    private sealed class Headers
    {
        private readonly Dictionary<string, string[]> _known = [];
        private string[] _last = [];
        private bool? _hasIds;

        /// <summary>
        /// The id of a feature as a value; undefined where it has none. Ids that count the features of their file
        /// from 0
        /// or 1 name nothing: those of another file are the same.
        /// </summary>
        public JsonElement Id(JsonElement feature, long number)
        {
            if (
                !feature.TryGetProperty("id", out var id)
                || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
            )
                return default;
            _hasIds ??= !(
                number == 1
                && long.TryParse(id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText(), out var first)
                && first is 0 or 1
            );
            return _hasIds is true ? id : default;
        }

        public (string[] Header, object?[] Values) Of(JsonElement properties, JsonElement id)
        {
            var count = properties.ValueKind == JsonValueKind.Object ? properties.GetPropertyCount() : 0;
            var hasId = id.ValueKind != JsonValueKind.Undefined;
            var values = new object?[count + (hasId ? 1 : 0)];
            var (i, same) = (0, values.Length == _last.Length);
            if (count > 0)
            {
                foreach (var property in properties.EnumerateObject())
                {
                    same = same && property.NameEquals(_last[i]);
                    values[i++] = Plain(property.Value);
                }
            }

            if (hasId)
            {
                same = same && _last[i] == HeaderBinding.FeatureId;
                values[i] = Plain(id);
            }

            if (!same)
            {
                string[] names =
                [
                    .. count == 0 ? [] : properties.EnumerateObject().Select(p => p.Name),
                    .. hasId ? [HeaderBinding.FeatureId] : Array.Empty<string>(),
                ];
                var key = string.Join('\0', names);
                if (_known.Count > RememberedHeaders)
                    _known.Clear();
                if (!_known.TryGetValue(key, out var known))
                    _known[key] = known = names;
                _last = known;
            }

            return (_last, values);
        }
    }
}
