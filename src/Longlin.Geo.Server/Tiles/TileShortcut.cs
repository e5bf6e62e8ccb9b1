using System.Globalization;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Http.Features;

namespace Longlin.Geo.Server.Tiles;

/// <summary>
/// Answers a sound question for a tile before the request is routed: finding the endpoint, binding its parameters and
/// the filters of other answers cost more than giving a tile from memory. Every other
/// request, and whatever is unusual about this one, goes the common way, which says the same.
/// </summary>
internal sealed class TileShortcut(
    RequestDelegate next,
    TileQuery tiles,
    TileCache cache,
    TileFreshness freshness,
    ServiceOptions options
)
{
    private const string Before = "/tiles/",
        After = ".mvt";
    private static readonly KeyValuePair<string, object?> Route = new(
        "http.route",
        $"{Before}{{layers}}/{{z}}/{{x}}/{{y}}{After}"
    );

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            !HttpMethods.IsGet(request.Method)
            // Whose token must be checked first takes the common way.
            || !AccessPolicy.ReadsFreely(request, options)
            || request.QueryString.HasValue
            || request.Path.Value is not { } path
            || !path.StartsWith(Before, StringComparison.Ordinal)
            || !path.EndsWith(After, StringComparison.Ordinal)
            || path.Length < Before.Length + After.Length
        )
            return next(context);
        var text = path.AsSpan(Before.Length..^After.Length);
        if (freshness.Fresh && cache.Find(text) is { } tile)
        {
            // The cache counts its hits; to time each as well costs more than finding it.
            if (context.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
                measured.MetricsDisabled = true;
            return TileAnswer.SendAsync(context, text, tile, cache, options);
        }

        Span<Range> parts = stackalloc Range[5];
        if (
            text.Split(parts, '/') != 4
            || Number(text[parts[1]]) is not { } z
            || Number(text[parts[2]]) is not { } x
            || Number(text[parts[3]]) is not { } y
        )
            return next(context);
        TileKey key = new(text[parts[0]].ToString(), z, x, y);
        var names = key.Layers.Split(',');
        if (tiles.Fault(names, z, x, y) is not null)
            return next(context);
        // Measures tell requests apart by their route, and this one is never routed.
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(Route);
        return TileAnswer.MakeAndSendAsync(context, key, names, tiles, cache, freshness, options);
    }

    private static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
