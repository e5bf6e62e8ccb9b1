using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Tiles;
using Microsoft.Extensions.Primitives;

namespace Longlin.Geo.Server.Tiles;

/// <summary>
/// Sends a tile in the encoding that the client takes, or 304 where it has it, or 204 where nothing lies.
/// </summary>
internal static class TileAnswer
{
    /// <summary>The media type of a tile.</summary>
    public const string TileType = "application/vnd.mapbox-vector-tile";

    private static readonly StringValues Vary = "Accept-Encoding",
        Public = "public, no-cache",
        Private = "private, no-cache",
        Gzip = "gzip",
        Brotli = "br";

    /// <summary>Sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The text of the tile's key.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="cache">Where it may be held.</param>
    /// <param name="options">Who may ask.</param>
    public static Task SendAsync(
        HttpContext context,
        ReadOnlySpan<char> key,
        CachedTile tile,
        TileCache cache,
        ServiceOptions options
    )
    {
        var (request, response) = (context.Request.Headers, context.Response);
        // A proxy may keep what everybody may read, and asks each time whether it still holds.
        response.Headers.CacheControl = options.Loopback ? Public : Private;
        response.Headers.Vary = Vary;
        if (tile.Empty)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        var encoding = Negotiate(request.AcceptEncoding.ToString());
        var (bytes, tag) = tile.In(encoding, out var grown);
        if (grown)
            cache.Grown(key);
        response.Headers.ETag = tag;
        if (
            request.IfNoneMatch.ToString() is { Length: > 0 } known
            && (known == "*" || known.Contains(tag, StringComparison.Ordinal))
        )
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (encoding != TileEncoding.Identity)
            response.Headers.ContentEncoding = encoding == TileEncoding.Gzip ? Gzip : Brotli;
        response.ContentType = TileType;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>
    /// Sends a tile from memory or made now; while the database is away, what was true when it was last asked.
    /// </summary>
    /// <param name="context">The request; when it is aborted, nobody waits for the tile.</param>
    /// <param name="key">Which.</param>
    /// <param name="layers">Its layers, which are known.</param>
    /// <param name="tiles">Makes tiles.</param>
    /// <param name="cache">Holds them.</param>
    /// <param name="freshness">Knows whether they hold.</param>
    /// <param name="options">Who may ask.</param>
    public static async Task MakeAndSendAsync(
        HttpContext context,
        TileKey key,
        string[] layers,
        TileQuery tiles,
        TileCache cache,
        TileFreshness freshness,
        ServiceOptions options
    )
    {
        var text = key.Text;
        if (!await freshness.EnsureAsync(context.RequestAborted) && cache.Find(text) is { } kept)
        {
            // Marked so (RFC 9111, 4.2.4).
            context.Response.Headers.Warning = "110 - \"Response is Stale\"";
            context.Response.Headers["Longlin-Stale"] = "true";
            await SendAsync(context, text, kept, cache, options);
            return;
        }

        var tile = await cache.GetAsync(
            key,
            layers,
            stop => tiles.RunAsync(layers, key.Z, key.X, key.Y, stop),
            context.RequestAborted
        );
        await SendAsync(context, text, tile, cache, options);
    }

    // The best that the client takes; gzip is made faster and read everywhere, brotli is smaller: whoever takes it gets
    // it.
    private static TileEncoding Negotiate(string accepted)
    {
        if (accepted.Length == 0)
            return TileEncoding.Identity;
        var (gzip, brotli) = (false, false);
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var part = accepted.AsSpan(range).Trim();
            var end = part.IndexOf(';');
            var name = (end < 0 ? part : part[..end]).Trim();
            var refused =
                end >= 0
                && part[(end + 1)..].Trim() is var q
                && q.StartsWith("q=0")
                && !q[3..].ContainsAnyInRange('1', '9');
            if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
                brotli = !refused;
            else if (
                name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("*", StringComparison.Ordinal)
            )
                gzip = !refused;
        }

        return brotli ? TileEncoding.Brotli
            : gzip ? TileEncoding.Gzip
            : TileEncoding.Identity;
    }
}
