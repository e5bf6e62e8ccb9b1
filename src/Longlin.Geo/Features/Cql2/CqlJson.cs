using System.Text.Json;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>Reads the JSON encoding.</summary>
public static class CqlJson
{
    /// <summary>Reads a filter.</summary>
    /// <exception cref="CqlException">It is malformed, too long or too deep.</exception>
    public static CqlNode Parse(string text)
    {
        if (text.Length > CqlOperators.MaxLength)
            throw CqlException.Of(
                $"过滤条件超过 {CqlOperators.MaxLength} 个字符",
                $"the filter has over {CqlOperators.MaxLength} characters"
            );
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { MaxDepth = 2 * CqlOperators.MaxDepth }
            );
            var nodes = 0;
            return Node(document.RootElement, ref nodes);
        }
        catch (JsonException e)
        {
            throw CqlException.Of($"不是有效的 JSON：{e.Message}", $"not valid JSON: {e.Message}");
        }
    }

    private static CqlNode Node(JsonElement json, ref int nodes)
    {
        if (++nodes > CqlOperators.MaxNodes)
            throw CqlException.Of(
                $"过滤条件超过 {CqlOperators.MaxNodes} 项",
                $"the filter has over {CqlOperators.MaxNodes} parts"
            );
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return new CqlLiteral(json.GetString()!);
            case JsonValueKind.Number:
                return json.TryGetDouble(out var number) && double.IsFinite(number)
                    ? new CqlLiteral(number)
                    : throw CqlException.Of($"\"{json}\" 不是数", $"\"{json}\" is not a number");
            case JsonValueKind.True:
                return new CqlLiteral(true);
            case JsonValueKind.False:
                return new CqlLiteral(false);
            case JsonValueKind.Object:
                break;
            default:
                throw CqlException.Of("这里应为对象或值", "an object or a value is expected");
        }

        if (json.TryGetProperty("op", out var op))
            return Operation(Text(op), json, ref nodes);
        if (json.TryGetProperty("property", out var property))
            return new CqlProperty(Text(property));
        if (json.TryGetProperty("date", out var date))
            return CqlOperators.Date(Text(date));
        if (json.TryGetProperty("timestamp", out var timestamp))
            return CqlOperators.Timestamp(Text(timestamp));
        if (json.TryGetProperty("bbox", out var box))
            return CqlOperators.Box([
                .. List(box)
                    .Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetDouble(out var v) ? v : double.NaN),
            ]);
        if (json.TryGetProperty("interval", out var interval))
        {
            var ends = List(interval);
            if (ends.Count != 2)
                throw CqlException.Of("interval 应有两端", "an interval has two ends");
            return new CqlInterval(End(ends[0], ref nodes), End(ends[1], ref nodes));
        }

        if (json.TryGetProperty("coordinates", out _) || json.TryGetProperty("geometries", out _))
            return Shape(json);
        throw CqlException.Of(
            "对象中没有 op、property、date、timestamp、interval、bbox 或几何",
            "the object has no op, property, date, timestamp, interval, bbox or geometry"
        );
    }

    private static CqlOperation Operation(string op, JsonElement json, ref int nodes)
    {
        if (!json.TryGetProperty("args", out var given))
            throw CqlException.Of($"{op} 缺少 args", $"{op} has no args");
        var arguments = List(given);
        List<CqlNode> parts = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            // The values that something may be in, and the bounds between which it may lie, stand in a list of their
            // own.
            if (op is "in" or "between" && i == 1 && arguments[i].ValueKind == JsonValueKind.Array)
            {
                foreach (var one in arguments[i].EnumerateArray())
                    parts.Add(Node(one, ref nodes));
                continue;
            }

            parts.Add(Node(arguments[i], ref nodes));
        }

        return CqlOperators.Make(op, parts);
    }

    private static CqlNode? End(JsonElement json, ref int nodes) =>
        json.ValueKind == JsonValueKind.String ? CqlOperators.Instant(json.GetString()!) : Node(json, ref nodes);

    private static CqlGeometry Shape(JsonElement json)
    {
        try
        {
            return CqlOperators.Checked(
                json.Deserialize<Geometry>(JsonForms.Geometry)
                    ?? throw CqlException.Of("几何为空", "the geometry is empty")
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
            throw CqlException.Of("不是有效的 GeoJSON 几何", "not a valid GeoJSON geometry");
        }
    }

    private static string Text(JsonElement json) =>
        json.ValueKind == JsonValueKind.String
            ? json.GetString()!
            : throw CqlException.Of($"\"{json}\" 应为文本", $"\"{json}\" should be a text");

    private static List<JsonElement> List(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray()]
            : throw CqlException.Of("这里应为数组", "a list is expected");
}
