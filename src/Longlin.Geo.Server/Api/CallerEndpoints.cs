using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Who asks and what he may write.</summary>
/// <param name="Name">Of the user; null for a reader without a token.</param>
/// <param name="Township">Nine digits where he may write within one township only.</param>
/// <param name="Layers">The layers that he may write.</param>
public sealed record CallerDocument(string? Name, string? Role, string? Township, IReadOnlyList<WritableLayer> Layers);

/// <summary>A layer that may be written.</summary>
/// <param name="Geometry">None, Point, Line, Polygon, PointOrPolygon or Any, as the catalogue has it.</param>
public sealed record WritableLayer(string Layer, Bilingual Title, string Geometry);

/// <summary>Tells the page which forms it may offer.</summary>
internal static class CallerEndpoints
{
    public static void MapCaller(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/caller", Ask)
            .WithTags("changes")
            .WithSummary("我是谁、可写哪些图层", "Who I am and what I may write");

    private static Results<Ok<CallerDocument>, ProblemHttpResult> Ask(HttpContext context, LayerCatalog catalog)
    {
        var caller = Caller.Of(context);
        return TypedResults.Ok(
            new CallerDocument(
                caller?.Name,
                caller?.Role,
                caller?.Township,
                [
                    .. catalog
                        .Layers.Where(l => caller?.MayWrite(l) == true)
                        .Select(l => new WritableLayer(l.Name, l.Title, l.Geometry.ToString())),
                ]
            )
        );
    }
}
