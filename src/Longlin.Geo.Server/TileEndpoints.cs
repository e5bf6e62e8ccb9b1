using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Publishing;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server;

/// <summary>Vector tiles, their TileJSON and the style.</summary>
internal static class TileEndpoints
{
    public const string TileType = "application/vnd.mapbox-vector-tile";

    public static void MapTiles(this IEndpointRouteBuilder routes)
    {
        var tiles = routes.MapGroup("/tiles").WithTags("tiles");
        tiles.MapGet("/{layers}/{z}/{x}/{y}.mvt", TileAsync).WithSummary("矢量瓦片 A vector tile");
        tiles.MapGet("/style.json", Style).WithSummary("MapLibre 样式 The style");
        tiles.MapGet("/{layers}.json", TileJsonAsync).WithSummary("TileJSON 3.0");
    }

    private static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> TileAsync(HttpContext context, TileQuery tiles, string layers, string z, string x, string y, CancellationToken cancellationToken)
    {
        var names = layers.Split(',').Distinct().ToArray();
        var numbers = new int[3];
        foreach (var (name, text, i) in (ReadOnlySpan<(string, string, int)>)[("z", z, 0), ("x", x, 1), ("y", y, 2)])
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return Problems.Of(context, new(name, new($"\"{text}\" 不是整数", $"\"{text}\" is not a whole number")));
        }

        if (CoverageEndpoints.Unknown(context, ["token"]) is { } unknown) return Problems.Of(context, unknown);
        if (tiles.Fault(names, numbers[0], numbers[1], numbers[2]) is { } fault) return Problems.Of(context, fault);
        return await CoverageEndpoints.SendAsync(context, await tiles.AskAsync(names, numbers[0], numbers[1], numbers[2], cancellationToken), TileType, cancellationToken);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> TileJsonAsync(HttpContext context, TileQuery tiles, LayerCatalog catalog, Database database, Standard standard, string layers, CancellationToken cancellationToken)
    {
        var names = layers.Split(',').Distinct().ToArray();
        if (tiles.Fault(names, 0, 0, 0) is { } fault) return Problems.Of(context, fault);
        var county = await CountyState.AskAsync(database, null, cancellationToken);
        Dictionary<string, IReadOnlyList<string>> fields = [];
        foreach (var name in names) fields[name] = await tiles.FieldsAsync(name, standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service), cancellationToken);
        return TypedResults.Text(MapStyle.TileJson(catalog, fields, Base(context), await tiles.BoundsAsync(names, cancellationToken), county is { Synthetic: true } ? CountyState.SyntheticNote : null).ToJsonString(), "application/json");
    }

    private static ContentHttpResult Style(HttpContext context, TileQuery tiles, LayerCatalog catalog) => TypedResults.Text(MapStyle.Style(catalog, tiles.Statement, Base(context)).ToJsonString(), "application/json");

    private static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
