using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using NetTopologySuite.Geometries;

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
        WayStore ways,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (OgcAnswer.Format(context, ["json", "html", "csv"], out var problem) is not { } format)
            return problem!;
        var today = CountyClock.Today(time);
        if (
            OgcGapsQuestion.Read(context.Request.Query, whole: format == "csv", standard, out var fault)
            is not { } question
        )
            return Problems.Of(context, fault!);
        (var page, fault) = await question.RunAsync(ways, cache, today, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        var next = page.Next is { } cursor ? OgcAnswer.Address(context, ("cursor", cursor)) : null;
        if (format == "json")
            return Collection(context, page, next);
        if (format == "html")
            return TypedResults.Content(
                await HtmlAsync(context, database, standard, page, next),
                "text/html; charset=utf-8"
            );
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        context.Response.ContentType = "text/csv; charset=utf-8";
        await DocumentTable
            .Of(page)
            .WriteAsync(context.Response.Body, "csv", Problems.Language(context), cancellationToken);
        return TypedResults.Empty;
    }

    /// <summary>The gap of one place on a day.</summary>
    public static async Task<IResult> ItemAsync(
        HttpContext context,
        Database database,
        WayStore ways,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (OgcAnswer.Format(context, ["json", "html"], out var problem) is not { } format)
            return problem!;
        QueryCollection query = new(new Dictionary<string, StringValues>(context.Request.Query) { ["code"] = id });
        if (OgcGapsQuestion.Read(query, whole: false, standard, out var fault) is not { } question)
            return Problems.Of(context, fault!);
        var today = CountyClock.Today(time);
        (var page, fault) = await question.RunAsync(ways, cache, today, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        if (page.Items is not [var item])
            return Problems.Of(context, NotFound(id, page.AsOf));
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        if (format == "html")
            return TypedResults.Content(
                await ItemHtmlAsync(context, database, standard, page, item),
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
            OgcAnswer.Link(OgcAnswer.Address(context), "self", OgcAnswer.GeoJson),
            OgcAnswer.Link(
                $"{OgcAnswer.Base(context)}/ogc/collections/{OgcAnswer.Gaps}",
                "collection",
                "application/json"
            )
        );
        return feature;
    }

    // For people: words of their language, a small map, and links to the gap's page and to the areas.
    private static async Task<string> HtmlAsync(
        HttpContext context,
        Database database,
        Standard standard,
        GapItemsDocument page,
        string? next
    )
    {
        var language = Problems.Language(context);
        var title = OgcAnswer.GapsTitle.Pick(language);
        var (head, rows) = Table(page, standard, language, i => $"{ItemAddress(context, page, i)}");
        return OgcHtml.Table(
            title,
            language,
            head,
            rows,
            new(
                [new(title, $"/ogc/collections/{OgcAnswer.Gaps}?f=html")],
                Note(standard, page, language),
                await OgcDrawing.SvgAsync(
                    database,
                    page.Items.Select(Place).OfType<Point>(),
                    title,
                    "notMet",
                    context.RequestAborted
                ),
                OgcAnswer.FirstPage(context),
                next
            )
        );
    }

    private static async Task<string> ItemHtmlAsync(
        HttpContext context,
        Database database,
        Standard standard,
        GapItemsDocument page,
        GapItem item
    )
    {
        var language = Problems.Language(context);
        // The place itself: a gap is what it lacks.
        var layer =
            item.Subject == "hamlet" ? "hamlets"
            : item.Subject is "village" or "township" ? "areas"
            : null;
        var (head, rows) = Table(
            page,
            standard,
            language,
            i => layer is null ? null : OgcReference.Feature(layer, i.Code).Address
        );
        return OgcHtml.Table(
            item.Name ?? item.Code,
            language,
            ["", ""],
            head.Zip(rows.Single(), (title, cell) => (IReadOnlyList<object?>)[title, cell]),
            new(
                [
                    new(OgcAnswer.GapsTitle.Pick(language), $"/ogc/collections/{OgcAnswer.Gaps}?f=html"),
                    new(
                        new Bilingual("对象", "Features").Pick(language),
                        $"/ogc/collections/{OgcAnswer.Gaps}/items{context.Request.QueryString}"
                    ),
                ],
                Note(standard, page, language),
                Place(item) is { } point
                    ? await OgcDrawing.SvgAsync(
                        database,
                        [point],
                        item.Name ?? item.Code,
                        "notMet",
                        context.RequestAborted
                    )
                    : null
            )
        );
    }

    private static string ItemAddress(HttpContext context, GapItemsDocument page, GapItem item)
    {
        List<KeyValuePair<string, string?>> query = [new("datetime", $"{page.AsOf:yyyy-MM-dd}")];
        foreach (var name in (string[])["service", "rule", "minHouseholds", "verdict"])
            if (context.Request.Query[name].FirstOrDefault() is { } value)
                query.Add(new(name, value));
        query.Add(new("f", "html"));
        var code = Uri.EscapeDataString(item.Code);
        return $"/ogc/collections/{OgcAnswer.Gaps}/items/{code}{QueryString.Create(query)}";
    }

    // Headers and cells in the reader's language; codes of features are links.
    private static (IReadOnlyList<string> Head, IEnumerable<IReadOnlyList<object?>> Rows) Table(
        GapItemsDocument page,
        Standard standard,
        string? language,
        Func<GapItem, string?> address
    )
    {
        var table = DocumentTable.Of(page);
        var texts = table.Text(language);
        var layer = standard.Services.FirstOrDefault(s => s.Service == page.Service)?.Layer;
        return (texts[0], page.Items.Select((item, i) => (IReadOnlyList<object?>)[.. Cells(item, texts[i + 1])]));

        IEnumerable<object?> Cells(GapItem item, string[] row) =>
            table.TextColumns.Select(
                (name, i) =>
                    (object?)(
                        name switch
                        {
                            "code" when address(item) is { } to => new OgcReference(item.Code, to),
                            "villageCode" when item.VillageCode is { } village => OgcReference.Feature(
                                "areas",
                                village
                            ),
                            "townshipCode" when item.TownshipCode is { } township => OgcReference.Feature(
                                "areas",
                                township
                            ),
                            "blocking" when layer is not null => item.Blocking.Select(c =>
                                OgcReference.Feature(layer, c)
                            ),
                            _ => row[i],
                        }
                    )
            );
    }

    // What was asked and how many there are.
    private static string Note(Standard standard, GapItemsDocument page, string? language)
    {
        var service = standard.Find(page.Service)?.Title.Pick(language) ?? page.Service;
        List<string> parts = [$"{page.AsOf:yyyy-MM-dd}", service];
        if (page.Forecast)
            parts.Add(new Bilingual("预计", "forecast").Pick(language));
        parts.Add(new Bilingual($"共 {page.Matched} 个", $"{page.Matched} in all").Pick(language));
        if (page.Synthetic)
            parts.Add(CountyState.SyntheticNote.Pick(language));
        return string.Join(" · ", parts);
    }

    private static Point? Place(GapItem item) => item is { Lon: { } lon, Lat: { } lat } ? new(lon, lat) : null;

    private static JsonHttpResult<JsonObject> Collection(HttpContext context, GapItemsDocument document, string? next)
    {
        JsonArray links = [OgcAnswer.Link(OgcAnswer.Address(context), "self", OgcAnswer.GeoJson)];
        if (next is not null)
            links.Add(OgcAnswer.Link(next, "next", OgcAnswer.GeoJson));
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
