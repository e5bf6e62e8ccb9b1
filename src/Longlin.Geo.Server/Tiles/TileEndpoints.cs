using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Tiles;

/// <summary>Vector tiles, their TileJSON and the style.</summary>
internal static class TileEndpoints
{
    public static void MapTiles(this IEndpointRouteBuilder routes)
    {
        var tiles = routes.MapGroup("/tiles").WithTags("tiles");
        tiles.MapGet("/{layers}/{z}/{x}/{y}.mvt", TileAsync).WithSummary("矢量瓦片", "A vector tile");
        tiles.MapGet("/style.json", StyleAsync).WithSummary("MapLibre 样式", "The style");
        tiles.MapGet("/{layers}.json", TileJsonAsync).WithSummary("TileJSON 3.0", "TileJSON 3.0");
    }

    /// <summary>A tile, whichever way its address was written.</summary>
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> TileAsync(
        HttpContext context,
        TileQuery tiles,
        TileCache cache,
        TileFreshness freshness,
        ServiceOptions options,
        string layers,
        string z,
        string x,
        string y
    )
    {
        var names = layers.Split(',');
        var numbers = new int[3];
        foreach (var (name, text, i) in (ReadOnlySpan<(string, string, int)>)[("z", z, 0), ("x", x, 1), ("y", y, 2)])
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return Problems.Of(
                    context,
                    new(name, new($"\"{text}\" 不是整数", $"\"{text}\" is not a whole number"))
                );
        }

        if (tiles.Fault(names, numbers[0], numbers[1], numbers[2]) is { } fault)
            return Problems.Of(context, fault);
        await TileAnswer.MakeAndSendAsync(
            context,
            new(layers, numbers[0], numbers[1], numbers[2]),
            names,
            tiles,
            cache,
            freshness,
            options
        );
        return TypedResults.Empty;
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> TileJsonAsync(
        HttpContext context,
        TileQuery tiles,
        TileShares shares,
        LayerCatalog catalog,
        Database database,
        Standard standard,
        string layers,
        CancellationToken cancellationToken
    )
    {
        var names = layers.Split(',');
        if (tiles.Fault(names, 0, 0, 0) is { } fault)
            return Problems.Of(context, fault);
        var county = await CountyState.RunAsync(database, null, cancellationToken);
        Dictionary<string, IReadOnlyList<string>> fields = [];
        foreach (var name in names)
            fields[name] = await tiles.FieldsAsync(
                name,
                standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service),
                cancellationToken
            );
        var bounds = await tiles.BoundsAsync(names, cancellationToken);
        var leftOut = await shares.LeftOutAsync(names, bounds, cancellationToken);
        return TypedResults.Text(
            MapStyle
                .TileJson(
                    catalog,
                    fields,
                    Base(context),
                    bounds,
                    county is { Synthetic: true } ? CountyState.SyntheticNote : null,
                    leftOut
                )
                .ToJsonString(),
            "application/json"
        );
    }

    private static async Task<ContentHttpResult> StyleAsync(
        HttpContext context,
        TileQuery tiles,
        LayerCatalog catalog,
        ServiceOptions options,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Text(
            MapStyle
                .Style(
                    catalog,
                    tiles.Statement,
                    Base(context),
                    await tiles.BoundsAsync([.. tiles.Layers], cancellationToken),
                    options.Basemap
                )
                .ToJsonString(),
            "application/json"
        );

    private static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
