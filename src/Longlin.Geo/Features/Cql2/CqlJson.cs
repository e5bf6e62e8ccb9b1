using System.Text.Json;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>Reads the JSON encoding.</summary>
public sealed class CqlJson
{
    private int _nodes;

    private CqlJson() { }

    /// <summary>Reads a filter.</summary>
    /// <exception cref="CqlException">It is malformed, too long or too deep.</exception>
    public static CqlNode Parse(string text)
    {
        if (text.Length > CqlOperators.MaxLength)
            throw CqlException.Of(
                default,
                $"过滤条件超过 {CqlOperators.MaxLength} 个字符",
                $"the filter has over {CqlOperators.MaxLength} characters"
            );
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { MaxDepth = 2 * CqlOperators.MaxDepth }
            );
            return new CqlJson().Node(document.RootElement, "");
        }
        catch (JsonException e)
        {
            var (line, column) = (e.LineNumber + 1, e.BytePositionInLine + 1);
            throw CqlException.Of(
                default,
                $"第 {line} 行第 {column} 字节处不是有效的 JSON，或嵌套超过 {2 * CqlOperators.MaxDepth} 层",
                $"no valid JSON at line {line}, byte {column}, or nested deeper than {2 * CqlOperators.MaxDepth}"
            );
        }
        catch (InvalidOperationException)
        {
            throw CqlException.Of(default, "文本中有半个代理对", "a text holds half a surrogate pair");
        }
    }

    private CqlNode Node(JsonElement json, string at)
    {
        var place = CqlPlace.Json(at);
        if (++_nodes > CqlOperators.MaxNodes)
            throw CqlException.Of(
                place,
                $"过滤条件超过 {CqlOperators.MaxNodes} 项",
                $"the filter has over {CqlOperators.MaxNodes} parts"
            );
        return json.ValueKind switch
        {
            JsonValueKind.String => new CqlLiteral(json.GetString()!) { Place = place },
            JsonValueKind.Number => new CqlLiteral(Number(json, place)) { Place = place },
            JsonValueKind.True or JsonValueKind.False => new CqlLiteral(json.GetBoolean()) { Place = place },
            JsonValueKind.Object => Object(json, at),
            _ => throw CqlException.Of(
                place,
                "这里应为对象、文本、数或真假值",
                "an object, a text, a number or a truth value is expected"
            ),
        };
    }

    private CqlNode Object(JsonElement json, string at)
    {
        var place = CqlPlace.Json(at);
        if (json.TryGetProperty("op", out var op))
            return Operation(Text(op, $"{at}/op"), json, at);
        if (json.TryGetProperty("property", out var property))
            return new CqlProperty(Text(property, $"{at}/property")) { Place = place };
        if (json.TryGetProperty("date", out var date))
            return CqlValues.Date(Text(date, $"{at}/date"), CqlPlace.Json($"{at}/date"));
        if (json.TryGetProperty("timestamp", out var timestamp))
            return CqlValues.Timestamp(Text(timestamp, $"{at}/timestamp"), CqlPlace.Json($"{at}/timestamp"));
        if (json.TryGetProperty("interval", out var interval))
        {
            var ends = List(interval, $"{at}/interval");
            if (ends.Count != 2)
                throw CqlException.Of(place, "interval 应有两端", "an interval has two ends");
            return CqlValues.Interval(
                End(ends[0], $"{at}/interval/0"),
                End(ends[1], $"{at}/interval/1"),
                CqlPlace.Json($"{at}/interval")
            );
        }

        // A geometry may carry a box of its own.
        if (json.TryGetProperty("coordinates", out _) || json.TryGetProperty("geometries", out _))
            return Shape(json, place);
        if (json.TryGetProperty("bbox", out var box))
            return CqlValues.Box(
                [.. List(box, $"{at}/bbox").Select((n, i) => Number(n, CqlPlace.Json($"{at}/bbox/{i}")))],
                CqlPlace.Json($"{at}/bbox")
            );
        throw CqlException.Of(
            place,
            "对象中应有 op、property、date、timestamp、interval、bbox 或几何",
            "an object has op, property, date, timestamp, interval, bbox, or is a geometry"
        );
    }

    private CqlOperation Operation(string op, JsonElement json, string at)
    {
        if (!json.TryGetProperty("args", out var given))
            throw CqlException.Of(CqlPlace.Json(at), $"{op} 缺少 args", $"{op} has no args");
        var arguments = List(given, $"{at}/args");
        List<CqlNode> parts = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var place = $"{at}/args/{i}";
            if (arguments[i].ValueKind != JsonValueKind.Array)
                parts.Add(Node(arguments[i], place));
            // The values that something may be in, and the bounds between which it may lie, stand in a list of their
            // own.
            else if (op is "in" or "between" && i == 1)
                parts.AddRange(Nodes(arguments[i], place));
            else if (CqlOperators.Arrays.Contains(op))
                parts.Add(new CqlArray([.. Nodes(arguments[i], place)]) { Place = CqlPlace.Json(place) });
            else
                parts.Add(Node(arguments[i], place));
        }

        return CqlOperators.Make(op, parts, CqlPlace.Json(at));
    }

    private IEnumerable<CqlNode> Nodes(JsonElement list, string at) =>
        list.EnumerateArray().Select((one, i) => Node(one, $"{at}/{i}"));

    private CqlNode? End(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String ? CqlValues.End(json.GetString()!, CqlPlace.Json(at)) : Node(json, at);

    private static CqlGeometry Shape(JsonElement json, CqlPlace place)
    {
        try
        {
            return CqlValues.Geometry(
                json.Deserialize<Geometry>(JsonForms.Geometry)
                    ?? throw CqlException.Of(place, "几何为空", "the geometry is empty"),
                place
            );
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or FormatException
                        or NotSupportedException
                        or NullReferenceException
                        or IndexOutOfRangeException
            )
        {
            // the library reports broken geometry by many exceptions
            throw CqlException.Of(
                place,
                "不是有效的 GeoJSON 几何，应有 type 和 coordinates",
                "not a valid GeoJSON geometry; it has type and coordinates"
            );
        }
    }

    private static double Number(JsonElement json, CqlPlace place) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw CqlException.Of(place, $"\"{json}\" 不是数", $"\"{json}\" is not a number");

    private static string Text(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String
            ? json.GetString()!
            : throw CqlException.Of(CqlPlace.Json(at), $"\"{json}\" 应为文本", $"\"{json}\" should be a text");

    private static List<JsonElement> List(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray()]
            : throw CqlException.Of(CqlPlace.Json(at), "这里应为数组", "a list is expected");
}
