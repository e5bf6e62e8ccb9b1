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
            return (
                null,
                new(
                    e.Path ?? "body",
                    new Bilingual($"不是有效的请求：{e.Message}", $"not a valid request: {e.Message}")
                )
            );
        }
    }
}
