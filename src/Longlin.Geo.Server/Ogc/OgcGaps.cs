using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// The gaps as a collection of OGC API – Features: those of a day, for a service or a rule, with filters over what they
/// carry.
/// </summary>
internal static class OgcGaps
{
    // The question's own words; then those of every collection.
    private static readonly string[] Names =
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
        "token",
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
        var (page, fault) = await RunAsync(query, whole: false, database, standard, cache, time, cancellationToken);
        if (page is null)
            return Problems.Of(context, fault!);
        if (page.Items is not [var item])
            return Problems.Of(
                context,
                new(
                    "id",
                    new(
                        $"{page.AsOf:yyyy-MM-dd} 没有编码为 {code} 的短板",
                        $"there is no gap with the code {code} on {page.AsOf:yyyy-MM-dd}"
                    ),
                    NotFound: true
                )
            );
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
            Service = asked.Service ?? (asked.Rule is null ? standard.Uses.Default : null),
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
                        $"没有参数 {name}，可用：{string.Join("、", Names[..^1])} 及各属性",
                        $"there is no parameter {name}; use {string.Join(", ", Names[..^1])} or a property"
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
