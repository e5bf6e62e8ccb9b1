using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// The gaps as a collection of OGC API – Features: those of a day, for a service or a rule, with filters over what they
/// carry.
/// </summary>
internal static class OgcGaps
{
    // The question's own words; then those of every collection.
    public static readonly string[] Names =
    [
        "datetime",
        "service",
        "rule",
        "minHouseholds",
        "area",
        "verdict",
        "bbox",
        "bbox-crs",
        "crs",
        "limit",
        "cursor",
        "filter",
        "filter-lang",
        "filter-crs",
        "sortby",
        "f",
    ];

    // Those that mean the same as at /api/coverage/gaps.
    private static readonly string[] Narrowing = ["service", "rule", "minHouseholds", "area", "bbox", "verdict"];

    /// <summary>What a page may be ordered by: everything that a filter may name and that is no geometry.</summary>
    public static IReadOnlyList<string> Sortables { get; } = [.. GapItems.Columns.Select(c => c.Name)];

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
        var (page, fault) = await RunAsync(
            context.Request.Query,
            whole: format == "csv",
            database,
            standard,
            cache,
            time,
            cancellationToken
        );
        if (page is null)
            return Problems.Of(context, fault!);
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        var next = page.Next is { } cursor ? OgcItems.Address(context, ("cursor", cursor)) : null;
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
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (OgcEndpoints.Format(context, ["json", "html"], out var problem) is not { } format)
            return problem!;
        QueryCollection query = new(new Dictionary<string, StringValues>(context.Request.Query) { ["code"] = id });
        var (page, fault) = await RunAsync(query, whole: false, database, standard, cache, time, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        if (page.Items is not [var item])
            return Problems.Of(
                context,
                new(
                    "id",
                    new(
                        $"{page.AsOf:yyyy-MM-dd} 没有编码为 {id} 的短板",
                        $"there is no gap with the code {id} on {page.AsOf:yyyy-MM-dd}"
                    ),
                    NotFound: true
                )
            );
        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        if (format == "html")
            return TypedResults.Content(
                await ItemHtmlAsync(context, database, standard, page, item),
                "text/html; charset=utf-8"
            );
        var feature = Feature(item);
        feature["asOf"] = $"{page.AsOf:yyyy-MM-dd}";
        (feature["service"], feature["standard"], feature["forecast"], feature["synthetic"]) = (
            page.Service,
            page.Standard,
            page.Forecast,
            page.Synthetic
        );
        feature["links"] = new JsonArray(
            OgcEndpoints.Link(OgcItems.Address(context), "self", OgcItems.GeoJson),
            OgcEndpoints.Link(
                $"{OgcEndpoints.Base(context)}/ogc/collections/{OgcEndpoints.Gaps}",
                "collection",
                "application/json"
            )
        );
        return TypedResults.Json(feature, contentType: OgcItems.GeoJson);
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
        var title = OgcEndpoints.GapsTitle.Pick(language);
        var (head, rows) = Table(page, standard, language, i => $"{ItemAddress(context, page, i)}");
        return OgcHtml.Table(
            title,
            language,
            head,
            rows,
            new(
                [new(title, $"/ogc/collections/{OgcEndpoints.Gaps}?f=html")],
                Note(standard, page, language),
                await OgcDrawing.SvgAsync(
                    database,
                    page.Items.Select(Place).OfType<Point>(),
                    title,
                    "notMet",
                    context.RequestAborted
                ),
                OgcItems.FirstPage(context),
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
                    new(OgcEndpoints.GapsTitle.Pick(language), $"/ogc/collections/{OgcEndpoints.Gaps}?f=html"),
                    new(
                        new Bilingual("对象", "Features").Pick(language),
                        $"/ogc/collections/{OgcEndpoints.Gaps}/items{context.Request.QueryString}"
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
        return $"/ogc/collections/{OgcEndpoints.Gaps}/items/{code}{QueryString.Create(query)}";
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

    // A table is a file, whole unless a limit is given; features come in pages that link to each other.
    private static async Task<(GapItemsDocument? Page, ParameterFault? Fault)> RunAsync(
        IQueryCollection query,
        bool whole,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(query) is { } unknown)
            return (null, unknown);
        string? One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        (DateOnly? From, DateOnly? To) days = (null, null);
        if (One("datetime") is { } day)
        {
            if (OgcParameters.Days(day) is not { } read || read.From is null || read.From != read.To)
                return (
                    null,
                    new(
                        "datetime",
                        new(
                            "短板是某一天的，请给出一天，如 2018-12-31",
                            "gaps are those of one day: give a day, as 2018-12-31"
                        )
                    )
                );
            days = read;
        }

        if (
            Array.Find(
                ["crs", "bbox-crs", "filter-crs"],
                name => One(name) is { } uri && OgcCrs.Find(uri) != OgcCrs.Crs84
            ) is
            { } system
        )
            return (null, new(system, new($"短板只有 {OgcCrs.Crs84.Uri}", $"gaps come in {OgcCrs.Crs84.Uri} only")));
        whole &= One("limit") is null;
        var limit = QueryParameters.DefaultLimit;
        if (
            One("limit") is { } most
            && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1)
        )
            return (null, new("limit", new("应为正整数", "should be a whole number above 0")));
        limit = whole ? int.MaxValue - 1 : Math.Min(limit, QueryParameters.MaxLimit);
        ParameterFault? fault = null;
        GapItemsQuestion items = new()
        {
            Limit = limit,
            Sort = OgcParameters.Sort(One("sortby"), Sortables, ref fault),
            Exactly = OgcParameters.Exactly(query, GapItems.Columns.Where(c => !Names.Contains(c.Name)), ref fault),
            Filter = OgcParameters.Filter(
                One("filter"),
                One("filter-lang"),
                GapItems.Queryables,
                OgcCrs.Crs84,
                ref fault
            ),
        };
        if (fault is not null)
            return (null, fault);
        var asked = RequestReader.Read<QueryParameters>(name => Narrowing.Contains(name) ? One(name) : null, out fault);
        if (asked is null)
            return (null, fault);
        var parameters = asked with
        {
            Service = asked.Service ?? (asked.Rule is null ? "road" : null),
            AsOf = days.From,
            Limit = limit,
        };
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        if (items.IsPlain)
        {
            var (document, wrong) = await GapReport.RunAsync(
                database,
                standard,
                parameters with
                {
                    Cursor = One("cursor"),
                },
                cache.GetAsync,
                today,
                cancellationToken
            );
            return document is null
                ? (null, wrong)
                : (
                    new(
                        document.Standard,
                        document.AsOf,
                        document.Forecast,
                        document.Synthetic,
                        document.Service,
                        document.Totals.Hamlets,
                        document.Next,
                        document.Items
                    ),
                    null
                );
        }

        // The code is a key of every order.
        var keys = items.Sort.Any(s => s.Column == "code") ? items.Sort.Count : items.Sort.Count + 1;
        if (
            One("cursor") is { } cursor
            && (items = items with { After = ItemsCursor.Read(cursor, keys) }).After is null
        )
            return (null, new("cursor", new("不是本服务给出的游标", "is not a cursor of this service")));
        try
        {
            return await GapReport.ItemsAsync(
                database,
                standard,
                parameters,
                items,
                cache.GetAsync,
                today,
                cancellationToken
            );
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // A number beyond measure in the filter's arithmetic, or a cursor of another order: only the values tell.
            return (
                null,
                items.Filter is null
                    ? new("cursor", new("不是本服务给出的游标", "is not a cursor of this service"))
                    : new("filter", new("过滤条件在数据上无法计算", "the filter cannot be computed on the data"))
            );
        }
    }

    private static ParameterFault? Unknown(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!Names.Contains(name) && !Sortables.Contains(name))
                return new(
                    name,
                    new(
                        $"没有参数 {name}，可用：{string.Join("、", Names)} 及各属性",
                        $"there is no parameter {name}; use {string.Join(", ", Names)} or a property"
                    )
                );
            if (values.Count > 1)
                return new(name, new("只能给出一次", "is given more than once"));
        }

        return null;
    }

    private static JsonHttpResult<JsonObject> Collection(HttpContext context, GapItemsDocument document, string? next)
    {
        JsonArray links = [OgcEndpoints.Link(OgcItems.Address(context), "self", OgcItems.GeoJson)];
        if (next is not null)
            links.Add(OgcEndpoints.Link(next, "next", OgcItems.GeoJson));
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
            contentType: OgcItems.GeoJson
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
