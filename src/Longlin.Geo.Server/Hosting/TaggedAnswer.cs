using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Answers whose ETag is the hash of their bytes.</summary>
internal static class TaggedAnswer
{
    /// <summary>The tag of an answer: the hash of its bytes, quoted.</summary>
    public static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";

    /// <summary>Sets the headers of an answer with this tag; whether the client holds that answer already.</summary>
    public static bool IsUnchanged(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        return context.Request.Headers.IfNoneMatch.Any(t => t?.Contains(tag, StringComparison.Ordinal) == true);
    }

    /// <summary>Sends bytes with their own hash as tag, or says that they have not changed.</summary>
    public static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> SendAsync(
        HttpContext context,
        byte[] bytes,
        string type,
        CancellationToken cancellationToken
    )
    {
        if (IsUnchanged(context, Tag(bytes)))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        return TypedResults.Empty;
    }
}
