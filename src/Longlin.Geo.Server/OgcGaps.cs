using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Publishing;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Longlin.Geo.Server;

/// <summary>The gaps as a collection of OGC API – Features: those of a day, for a service or a rule, with filters over what they carry.</summary>
internal static class OgcGaps
{
    // The question's own words; then those of every collection.
    private static readonly string[] Names = ["datetime", "service", "rule", "minHouseholds", "area", "verdict", "bbox", "bbox-crs", "crs", "limit", "cursor", "filter", "filter-lang", "filter-crs", "sortby", "f", "token"];

    /// <summary>What a page may be ordered by: everything that a filter may name and that is no geometry.</summary>
    public static IReadOnlyList<string> Sortables { get; } = [.. GapItems.Columns.Select(c => c.Name)];

    public static async Task<IResult> ItemsAsync(HttpContext context, Database database, Standard standard, CountyDataCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (Unknown(query) is { } unknown) return Problems.Of(context, unknown);
        if (OgcEndpoints.Format(context, ["json"], out var problem) is null) return problem!;
        string? One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        (DateOnly? From, DateOnly? To) days = (null, null);
        if (One("datetime") is { } day)
        {
            if (OgcParameters.Days(day) is not { } read || read.From is null || read.From != read.To) return Problems.Of(context, new("datetime", new("短板是某一天的，请给出一天，如 2018-12-31", "gaps are those of one day: give a day, as 2018-12-31")));
            days = read;
        }

        if (Array.Find(["crs", "bbox-crs", "filter-crs"], name => One(name) is { } uri && OgcCrs.Find(uri) != OgcCrs.Crs84) is { } system)
            return Problems.Of(context, new(system, new($"短板只有 {OgcCrs.Crs84.Uri}", $"gaps come in {OgcCrs.Crs84.Uri} only")));
        var limit = 100;
        if (One("limit") is { } most && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1)) return Problems.Of(context, new("limit", new("应为正整数", "should be a whole number above 0")));
        limit = Math.Min(limit, QueryParameters.MaxLimit);
        ParameterFault? fault = null;
        GapItemsQuestion items = new()
        {
            Limit = limit,
            Sort = OgcParameters.Sort(One("sortby"), Sortables, ref fault),
            Exactly = OgcParameters.Exactly(query, GapItems.Columns.Where(c => !Names.Contains(c.Name)), ref fault),
            Filter = OgcParameters.Filter(One("filter"), One("filter-lang"), GapItems.Queryables, OgcCrs.Crs84, ref fault),
        };
        if (fault is not null) return Problems.Of(context, fault);
        QueryParameters parameters = new() { Service = One("service") ?? (One("rule") is null ? "road" : null), Rule = One("rule"), MinHouseholds = One("minHouseholds"), AsOf = days.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Area = One("area"), Bbox = One("bbox"), Verdict = One("verdict"), Limit = $"{limit}" };
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        if (items.IsPlain)
        {
            var (document, wrong) = await GapReport.AskAsync(database, standard, parameters with { Cursor = One("cursor") }, cache.GetAsync, today, cancellationToken);
            return document is null ? Problems.Of(context, wrong!) : Send(context, new(document.Standard, document.AsOf, document.Forecast, document.Synthetic, document.Service, document.Totals.Hamlets, document.Next, document.Items));
        }

        // The code is a key of every order.
        var keys = items.Sort.Any(s => s.Column == "code") ? items.Sort.Count : items.Sort.Count + 1;
        if (One("cursor") is { } cursor && (items = items with { After = ItemsCursor.Read(cursor, keys) }).After is null) return Problems.Of(context, new("cursor", new("不是本服务给出的游标", "is not a cursor of this service")));
        try
        {
            var (page, wrong) = await GapReport.ItemsAsync(database, standard, parameters, items, cache.GetAsync, today, cancellationToken);
            return page is null ? Problems.Of(context, wrong!) : Send(context, page);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // A number beyond measure in the filter's arithmetic, or a cursor of another order: only the values tell.
            return items.Filter is null ? Problems.Of(context, new("cursor", new("不是本服务给出的游标", "is not a cursor of this service"))) : Problems.Of(context, new("filter", new("过滤条件在数据上无法计算", "the filter cannot be computed on the data")));
        }
    }

    private static ParameterFault? Unknown(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!Names.Contains(name) && !Sortables.Contains(name))
                return new(name, new($"没有参数 {name}，可用：{string.Join("、", Names[..^1])} 及各属性", $"there is no parameter {name}; use {string.Join(", ", Names[..^1])} or a property"));
            if (values.Count > 1) return new(name, new("只能给出一次", "is given more than once"));
        }

        return null;
    }

    private static JsonHttpResult<JsonObject> Send(HttpContext context, GapItemsDocument document)
    {
        JsonArray features = [];
        foreach (var item in document.Items)
        {
            var properties = JsonSerializer.SerializeToNode(item, PublishedJson.Readable.GapItem)!.AsObject();
            features.Add(new JsonObject { ["type"] = "Feature", ["id"] = item.Code, ["geometry"] = item.Lon is { } lon && item.Lat is { } lat ? new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(lon, lat) } : null, ["properties"] = properties });
        }

        context.Response.Headers["Content-Crs"] = $"<{OgcCrs.Crs84.Uri}>";
        JsonArray links = [OgcEndpoints.Link(OgcItems.Address(context), "self", OgcItems.GeoJson)];
        if (document.Next is { } cursor) links.Add(OgcEndpoints.Link(OgcItems.Address(context, ("cursor", cursor)), "next", OgcItems.GeoJson));
        return TypedResults.Json(new JsonObject { ["type"] = "FeatureCollection", ["asOf"] = $"{document.AsOf:yyyy-MM-dd}", ["service"] = document.Service, ["standard"] = document.Standard, ["forecast"] = document.Forecast, ["synthetic"] = document.Synthetic, ["numberMatched"] = document.Matched, ["numberReturned"] = document.Items.Count, ["features"] = features, ["links"] = links }, contentType: OgcItems.GeoJson);
    }
}
