using System.Text.Json;
using System.Text.RegularExpressions;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>The features of one GeoJSON document, one at a time: only the feature at hand is held in memory.</summary>
internal sealed partial class FeatureStream : IDisposable
{
    private const int MaxDepth = 64;
    private const int MaxFeatureBytes = 256 << 20;
    private readonly string _file;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _final;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private bool _inFeatures;

    private FeatureStream(string file, Stream stream) => (_file, _stream) = (file, stream);

    /// <summary>The document's type; null where it is not said before the features.</summary>
    public string? Type { get; private set; }

    /// <summary>
    /// The coordinate system of a <c>crs</c> member before the features (GeoJSON of 2008); null where there is none.
    /// </summary>
    public string? Crs { get; private set; }

    /// <summary>Opens a document and reads as far as its features.</summary>
    /// <exception cref="ImportException">It is no GeoJSON.</exception>
    public static FeatureStream Open(string file, Stream stream)
    {
        FeatureStream features = new(file, stream);
        try
        {
            features.SkipByteOrderMark();
            features.Read(features.ReadPrelude);
            return features;
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>The next feature, to be disposed of; null at the end of the document.</summary>
    /// <exception cref="ImportException">The document is damaged.</exception>
    public JsonDocument? Next()
    {
        if (!_inFeatures)
            return null;
        JsonDocument? feature = null;
        Read(
            (ref Utf8JsonReader reader) =>
            {
                var before = reader;
                if (!reader.Read())
                    return false;
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    _inFeatures = false;
                    return true;
                }

                // A value that has not come in whole is read again with more of the file.
                if (JsonDocument.TryParseValue(ref reader, out feature))
                    return true;
                reader = before;
                return false;
            }
        );
        if (!_inFeatures)
            Read(ReadRest);
        return feature;
    }

    public void Dispose() => _stream.Dispose();

    private delegate bool Step(ref Utf8JsonReader reader);

    private bool ReadPrelude(ref Utf8JsonReader reader)
    {
        while (true)
        {
            var before = reader;
            if (!reader.Read())
                return reader.IsFinalBlock;
            if (
                reader.CurrentDepth == 0
                && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)
            )
                throw new ImportException(
                    _file,
                    reader.TokenType == JsonTokenType.StartArray
                        ? new(
                            "是 JSON 数组，不是 GeoJSON。对象要放在 FeatureCollection 的 features 里；"
                                + "表格数据请另存为 .csv 或 .xlsx。",
                            "It is a JSON array and no GeoJSON: features belong into the features of a FeatureCollection; "
                                + "a table can be saved as .csv or .xlsx."
                        )
                        : new("不是 GeoJSON：缺少 type。", "Not GeoJSON: there is no type.")
                );
            if (reader.TokenType == JsonTokenType.EndObject)
                return true;
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var name = reader.GetString();
            if (name == "features")
            {
                if (!reader.Read())
                {
                    reader = before;
                    return false;
                }

                if (reader.TokenType != JsonTokenType.StartArray)
                    throw new ImportException(
                        _file,
                        new(
                            "需要 FeatureCollection 或 Feature：features 不是数组。",
                            "A FeatureCollection or Feature is needed: features is no array."
                        )
                    );
                _inFeatures = true;
                return true;
            }

            if (!reader.Read() || !JsonDocument.TryParseValue(ref reader, out var value))
            {
                reader = before;
                return false;
            }

            using (value)
            {
                if (name == "type")
                    Type =
                        value.RootElement.ValueKind == JsonValueKind.String
                            ? value.RootElement.GetString()
                            : throw new ImportException(
                                _file,
                                new("不是 GeoJSON：type 不是文字。", "Not GeoJSON: type is no text.")
                            );
                else if (name == "crs")
                    Crs = Named(value.RootElement);
            }
        }
    }

    private bool ReadRest(ref Utf8JsonReader reader)
    {
        while (true)
        {
            var before = reader;
            if (!reader.Read())
                return reader.IsFinalBlock;
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isType = reader.ValueTextEquals("type");
            if (!reader.Read() || !JsonDocument.TryParseValue(ref reader, out var value))
            {
                reader = before;
                return false;
            }

            using (value)
            {
                if (isType && value.RootElement.ValueKind == JsonValueKind.String)
                    Type = value.RootElement.GetString();
            }
        }
    }

    // Runs a step again and again with more of the file until it has what it needs.
    private void Read(Step step)
    {
        while (true)
        {
            try
            {
                Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _final, _state);
                var done = step(ref reader);
                _start += (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                if (done)
                    return;
            }
            catch (JsonException e)
            {
                throw new ImportException(
                    _file,
                    new(
                        $"不是有效的 JSON：第 {e.LineNumber + 1} 行有错。",
                        $"Not valid JSON: line {e.LineNumber + 1} is wrong."
                    ),
                    e
                );
            }
            catch (InvalidOperationException e)
            {
                throw new ImportException(
                    _file,
                    new("文字不是 UTF-8，请转换为 UTF-8。", "The text is not UTF-8: convert the file to UTF-8."),
                    e
                );
            }

            if (_final)
                throw new ImportException(
                    _file,
                    new("不是有效的 JSON：文件不完整。", "Not valid JSON: the file ends in the middle.")
                );
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxFeatureBytes)
                throw new ImportException(
                    _file,
                    new(
                        $"一个要素超过 {MaxFeatureBytes} 字节。",
                        $"One feature is larger than {MaxFeatureBytes} bytes."
                    )
                );
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _final = read == 0;
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3 && !_final)
            Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _start = 3;
    }

    // urn:ogc:def:crs:EPSG::4490, EPSG:4490, urn:ogc:def:crs:OGC:1.3:CRS84
    private static string? Named(JsonElement crs)
    {
        if (
            crs.ValueKind != JsonValueKind.Object
            || !crs.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty("name", out var name)
            || name.ValueKind != JsonValueKind.String
        )
            return null;
        var text = name.GetString()!;
        if (text.EndsWith("CRS84", StringComparison.OrdinalIgnoreCase))
            return "EPSG:4326";
        return EpsgName().Match(text) is { Success: true } match ? $"EPSG:{match.Groups[1].Value}" : text;
    }

    [GeneratedRegex(@"EPSG:(?:[\d.]*:)?(\d{4,5})$", RegexOptions.IgnoreCase)]
    private static partial Regex EpsgName();
}
