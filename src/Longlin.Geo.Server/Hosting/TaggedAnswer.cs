using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Answers whose ETag is the hash of their bytes.</summary>
internal static class TaggedAnswer
{
    /// <summary>Sends bytes with their own hash as tag, or says that they have not changed.</summary>
    public static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> SendAsync(
        HttpContext context,
        byte[] bytes,
        string type,
        CancellationToken cancellationToken
    )
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(t => t is not null && t.Contains(tag, StringComparison.Ordinal)))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        return TypedResults.Empty;
    }
}
