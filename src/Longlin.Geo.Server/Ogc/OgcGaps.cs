using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// The gaps as a collection of OGC API – Features: those of a day, for a service or a rule, with filters over what they
/// carry.
/// </summary>
internal static class OgcGaps
{
    public static async Task<IResult> ItemsAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (OgcEndpoints.Format(context, ["json", "html", "csv"], out var problem) is not { } format)
            return problem!;
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        if (OgcGapsQuestion.Read(context.Request.Query, whole: format == "csv", standard, out var fault) is not { } question)
            return Problems.Of(context, fault!);
        (var page, fault) = await question.RunAsync(database, standard, cache, today, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        var next = page.Next is { } cursor ? OgcAnswer.Address(context, ("cursor", cursor)) : null;
        if (format == "json")
            return Collection(context, page, next);
        var rows = page.Items.Select(i => GapFormats.Row(i, page.AsOf, page.Service, page.Synthetic));
        if (format == "html")
            return TypedResults.Content(
                OgcHtml.Table(
                    OgcEndpoints.GapsTitle.Pick(Problems.Language(context)),
                    Problems.Language(context),
                    GapFormats.Columns,
                    rows,
                    next
                ),
                "text/html; charset=utf-8"
            );
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        context.Response.ContentType = "text/csv; charset=utf-8";
        await CsvTable.WriteAsync(
            context.Response.Body,
            GapFormats.Columns,
            rows.ToAsyncEnumerable(),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    /// <summary>The gap of one place on a day.</summary>
    public static async Task<IResult> ItemAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string code,
        CancellationToken cancellationToken
    )
    {
        if (
            QueryNames.FindUnknown(
                context,
                ["datetime", "service", "rule", "minHouseholds", "verdict", "crs", "f", "token"]
            ) is
            { } unknown
        )
            return Problems.Of(context, unknown);
        if (OgcEndpoints.Format(context, ["json", "html"], out var problem) is not { } format)
            return problem!;
        QueryCollection query = new(new Dictionary<string, StringValues>(context.Request.Query) { ["code"] = code });
        if (OgcGapsQuestion.Read(query, whole: false, standard, out var fault) is not { } question)
            return Problems.Of(context, fault!);
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        (var page, fault) = await question.RunAsync(database, standard, cache, today, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        if (page.Items is not [var item])
            return Problems.Of(context, NotFound(code, page.AsOf));
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        if (format == "html")
            return TypedResults.Content(
                OgcHtml.Table(
                    $"{OgcEndpoints.GapsTitle.Pick(Problems.Language(context))} {code}",
                    Problems.Language(context),
                    ["", ""],
                    GapFormats.Columns.Zip(
                        GapFormats.Row(item, page.AsOf, page.Service, page.Synthetic),
                        (c, v) => (IReadOnlyList<object?>)[c, v]
                    ),
                    null
                ),
                "text/html; charset=utf-8"
            );
        return TypedResults.Json(Single(context, item, page), contentType: OgcAnswer.GeoJson);
    }

    private static ParameterFault NotFound(string code, DateOnly asOf) =>
        new(
            "id",
            new(
                $"{asOf:yyyy-MM-dd} 没有编码为 {code} 的短板",
                $"there is no gap with the code {code} on {asOf:yyyy-MM-dd}"
            ),
            NotFound: true
        );

    private static JsonObject Single(HttpContext context, GapItem item, GapItemsDocument page)
    {
        var feature = Feature(item);
        feature["asOf"] = $"{page.AsOf:yyyy-MM-dd}";
        (feature["service"], feature["standard"], feature["forecast"], feature["synthetic"]) = (
            page.Service,
            page.Standard,
            page.Forecast,
            page.Synthetic
        );
        feature["links"] = new JsonArray(
            OgcEndpoints.Link(OgcAnswer.Address(context), "self", OgcAnswer.GeoJson),
            OgcEndpoints.Link(
                $"{OgcEndpoints.Base(context)}/ogc/collections/{OgcEndpoints.Gaps}",
                "collection",
                "application/json"
            )
        );
        return feature;
    }

    private static JsonHttpResult<JsonObject> Collection(HttpContext context, GapItemsDocument document, string? next)
    {
        JsonArray links = [OgcEndpoints.Link(OgcAnswer.Address(context), "self", OgcAnswer.GeoJson)];
        if (next is not null)
            links.Add(OgcEndpoints.Link(next, "next", OgcAnswer.GeoJson));
        return TypedResults.Json(
            new JsonObject
            {
                ["type"] = "FeatureCollection",
                ["asOf"] = $"{document.AsOf:yyyy-MM-dd}",
                ["service"] = document.Service,
                ["standard"] = document.Standard,
                ["forecast"] = document.Forecast,
                ["synthetic"] = document.Synthetic,
                ["numberMatched"] = document.Matched,
                ["numberReturned"] = document.Items.Count,
                ["features"] = new JsonArray([.. document.Items.Select(Feature)]),
                ["links"] = links,
            },
            contentType: OgcAnswer.GeoJson
        );
    }

    private static JsonObject Feature(GapItem item) =>
        new()
        {
            ["type"] = "Feature",
            ["id"] = item.Code,
            ["geometry"] = item is { Lon: { } lon, Lat: { } lat }
                ? new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(lon, lat) }
                : null,
            ["properties"] = JsonSerializer.SerializeToNode(item, PublishedJson.GeoJson.GapItem),
        };
}
