using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting.Access;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Refuses text that PostgreSQL cannot store (NUL, lone surrogates, bytes that are not UTF-8) and null in lists before
/// a request is routed, so that no endpoint has to think of them. Multipart bodies are checked where they are read.
/// </summary>
internal sealed class RequestText(RequestDelegate next)
{
    private static readonly Bilingual Unstorable = new(
        "含有无法存储的字符：NUL、单独的代理项或无效的 UTF-8",
        "holds text that cannot be stored: NUL, a lone surrogate or invalid UTF-8"
    );
    private static readonly Bilingual NullInList = new("列表中不能有 null", "a list must not hold null");

    public Task InvokeAsync(HttpContext context)
    {
        if (FindInAddress(context) is { } fault)
            return RefuseAsync(context, fault);
        return MayHaveJson(context.Request) ? CheckBodyAsync(context) : next(context);
    }

    /// <summary>The answer to bytes that are no text.</summary>
    public static ParameterFault NotText(string parameter) => new(parameter, Unstorable);

    /// <summary>What is wrong with a text that was read from a form; null where nothing is.</summary>
    public static ParameterFault? Check(string parameter, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '\0' || Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
                return NotText(parameter);
            text = text[length..];
        }

        return null;
    }

    /// <summary>
    /// What is wrong with the strings, names and lists of a JSON text; null where nothing is, or where it is not JSON,
    /// which whoever parses it reports better.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    public static ParameterFault? CheckJson(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(json))
            return new("body", Unstorable);
        Utf8JsonReader reader = new(json);
        JsonPosition position = new();
        try
        {
            while (reader.Read())
            {
                position.Enter(ref reader);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(ref reader))
                    return new(position.Path, Unstorable);
                if (reader.TokenType == JsonTokenType.Null && position.InList)
                    return new(position.Path, NullInList);
                if (reader.TokenType == JsonTokenType.PropertyName)
                    position.Name(reader.GetString()!);
            }
        }
        catch (JsonException)
        {
            return json.Contains((byte)0) ? new("body", Unstorable) : null;
        }

        return null;
    }

    // NUL and surrogates can only stand there as escapes: the text is valid UTF-8, and JSON forbids a bare NUL.
    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return true;
        try
        {
            return !reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false; // a lone surrogate
        }
    }

    private static ParameterFault? FindInAddress(HttpContext context)
    {
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.Contains('%', StringComparison.Ordinal))
            return null;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (!IsStorable(query < 0 ? target : target.AsSpan(0, query)))
            return new("path", Unstorable);
        if (query < 0)
            return null;
        foreach (var pair in target.AsSpan(query + 1).ToString().Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            if (!IsStorable(name))
                return new("query", Unstorable);
            if (equals < 0)
                continue;
            name = Uri.UnescapeDataString(name);
            if (!IsStorable(pair.AsSpan(equals + 1)))
                return new(name, Unstorable);
            // CQL2 JSON arrives as text.
            if (
                name == "filter"
                && Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' ')) is ['{', ..] filter
                && CheckJson(Encoding.UTF8.GetBytes(filter)) is { } fault
            )
                return new(name, fault.Message);
        }

        return null;
    }

    // Percent-encoded text is decoded to its bytes: after the framework has decoded it, bad bytes look like any other.
    private static bool IsStorable(ReadOnlySpan<char> encoded)
    {
        if (!encoded.Contains('%'))
            return true;
        var bytes = new byte[encoded.Length];
        var count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                bytes[count++] = encoded[i] < 128 ? (byte)encoded[i] : (byte)'?';
            }
            else if (
                i + 2 < encoded.Length
                && char.IsAsciiHexDigit(encoded[i + 1])
                && char.IsAsciiHexDigit(encoded[i + 2])
            )
            {
                bytes[count++] = Convert.FromHexString(encoded.Slice(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                bytes[count++] = (byte)'%';
            }
        }

        var text = bytes.AsSpan(0, count);
        return Utf8.IsValid(text) && !text.Contains((byte)0);
    }

    // Endpoints read JSON whatever the body's media type is: only multipart is read in another way.
    private static bool MayHaveJson(HttpRequest request) =>
        !RequestOrigin.IsSafe(request)
        && request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true;

    private async Task CheckBodyAsync(HttpContext context)
    {
        // Kestrel limits the size (413).
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (CheckJson(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } fault)
        {
            await RefuseAsync(context, fault);
            return;
        }

        body.Position = 0;
        context.Request.Body = body;
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context, ParameterFault fault) =>
        Problems.Of(context, fault).ExecuteAsync(context);

    /// <summary>
    /// Where in a JSON text the reader is, spelt as System.Text.Json spells it: <c>$.closed[0].code</c>.
    /// </summary>
    private sealed class JsonPosition
    {
        private readonly List<(string? Name, int Index, bool List)> _open = [];

        public bool InList => _open is [.., { List: true }];

        public string Path =>
            "$"
            + string.Concat(
                _open.Select(o =>
                    o.List ? $"[{o.Index}]"
                    : o.Name is null ? ""
                    : $".{o.Name}"
                )
            );

        /// <summary>Takes the token that was just read.</summary>
        public void Enter(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    _open.RemoveAt(_open.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    _open[^1] = (null, 0, false);
                    break;
                default:
                    if (InList)
                        _open[^1] = (null, _open[^1].Index + 1, true);
                    if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                        _open.Add((null, -1, reader.TokenType == JsonTokenType.StartArray));
                    break;
            }
        }

        public void Name(string name) => _open[^1] = (name, 0, false);
    }
}
