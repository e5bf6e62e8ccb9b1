using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Reads a JSON request that holds what it should and nothing else.</summary>
internal static class StrictBody
{
    /// <summary>The request, or what is wrong with it.</summary>
    public static async Task<(T? Request, ParameterFault? Fault)> ReadAsync<T>(
        HttpContext context,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return
                await JsonSerializer.DeserializeAsync<T>(context.Request.Body, JsonForms.Request, cancellationToken)
                    is { } request
                ? (request, null)
                : (null, new("body", new Bilingual("应为一个 JSON 对象", "should be a JSON object")));
        }
        catch (JsonException e)
        {
            return (null, new(e.Path ?? "body", Explain(typeof(T), e)));
        }
    }

    // The serializer's own message is English and names types of the code.
    private static Bilingual Explain(Type request, JsonException e)
    {
        var type = request;
        foreach (var step in (e.Path ?? "$").Split('.').Skip(1))
        {
            var name = step.Split('[')[0];
            var members = type.GetProperties().ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
            if (!members.TryGetValue(name, out var member))
                return members.Count == 0
                    ? Syntax(e)
                    : new(
                        $"没有成员 {name}，可用：{string.Join("、", members.Keys)}",
                        $"there is no member {name}; use: {string.Join(", ", members.Keys)}"
                    );
            type = member.PropertyType;
            if (step.Contains('[', StringComparison.Ordinal))
                type = ItemOf(type) ?? type;
        }

        if (e.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase))
            return new("只能给出一次", "is given more than once");
        return Wanted(Nullable.GetUnderlyingType(type) ?? type) is { } wanted && e.InnerException is not JsonException
            ? new($"应为{wanted.Zh}", $"should be {wanted.En}")
            : Syntax(e);
    }

    private static Bilingual Syntax(JsonException e) =>
        new($"第 {e.LineNumber + 1} 行不是有效的 JSON", $"line {e.LineNumber + 1} is not valid JSON");

    private static Bilingual? Wanted(Type type) =>
        type == typeof(DateOnly) ? new(" 2018-12-31 这样的日期", "a date like 2018-12-31")
        : type == typeof(int) || type == typeof(long) ? new("整数", "a whole number")
        : type == typeof(double) || type == typeof(decimal) ? new("数", "a number")
        : type == typeof(bool) ? new(" true 或 false", "true or false")
        : type == typeof(string) ? new("文字", "text")
        : ItemOf(type) is not null ? new("列表", "a list")
        : type == typeof(JsonElement) ? null
        : new("一个 JSON 对象", "a JSON object");

    private static Type? ItemOf(Type type) =>
        type == typeof(string)
            ? null
            : type.GetInterfaces()
                .Append(type)
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
                ?.GetGenericArguments()[0];
}
