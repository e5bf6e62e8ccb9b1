using Longlin.Geo.Publishing;

namespace Longlin.Geo.Server;

/// <summary>
/// Gives a tile that is in memory and fresh before the request is routed: for a tile, finding the endpoint, binding its parameters and the filters of other answers cost more than the answer. Every other
/// request, and whatever is unusual about this one, goes the common way, which says the same.
/// </summary>
internal sealed class WarmTiles(RequestDelegate next, TileCache cache, TileFreshness freshness, ServiceOptions options)
{
    private const string Before = "/tiles/", After = ".mvt";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && request.Path.Value is { } path && path.StartsWith(Before, StringComparison.Ordinal) && path.EndsWith(After, StringComparison.Ordinal) && path.Length > Before.Length + After.Length && !request.QueryString.HasValue && freshness.Fresh)
        {
            var key = path.AsSpan(Before.Length..^After.Length);
            if (cache.Find(key) is { } tile) return TileAnswer.SendAsync(context, key, tile, cache, options);
        }

        return next(context);
    }
}
