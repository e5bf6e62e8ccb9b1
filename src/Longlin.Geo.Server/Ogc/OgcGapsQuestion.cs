using System.Globalization;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>A request for the gaps collection, read from the query string of an OGC API – Features request.</summary>
/// <param name="Parameters">Service or rule, area, box, verdicts and day, as at <c>/api/coverage/gaps</c>.</param>
/// <param name="Items">Order, filters over the answer's own columns, and the page.</param>
/// <param name="Cursor">Where the page starts, as the page before gave it.</param>
internal sealed record OgcGapsQuestion(QueryParameters Parameters, GapItemsQuestion Items, string? Cursor)
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

    private static ParameterFault ForeignCursor { get; } =
        new("cursor", new("不是本服务给出的游标", "is not a cursor of this service"));

    // What a page may be ordered by: everything that a filter may name and that is no geometry.
    private static readonly string[] Sortables = [.. GapItems.Columns.Select(c => c.Name)];

    /// <param name="query">The query string.</param>
    /// <param name="whole">All rows unless a limit is given: a table is a file, features come in pages.</param>
    /// <param name="standard">Tells the service where none is named.</param>
    /// <param name="fault">The parameter that is wrong, where null is returned.</param>
    public static OgcGapsQuestion? Read(
        IQueryCollection query,
        bool whole,
        Standard standard,
        out ParameterFault? fault
    )
    {
        string? One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        fault = FindUnknown(query) ?? FindForeignSystem(One);
        if (fault is not null)
            return null;
        var asOf = ReadDay(One("datetime"), out fault);
        if (fault is not null)
            return null;
        var limit = ReadLimit(One("limit"), whole, out fault);
        if (fault is not null)
            return null;
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
            return null;
        var asked = RequestReader.Read<QueryParameters>(name => Narrowing.Contains(name) ? One(name) : null, out fault);
        if (asked is null)
            return null;
        var parameters = asked with
        {
            Service = asked.Service ?? (asked.Rule is null ? standard.Uses.Default : null),
            AsOf = asOf,
            Limit = limit,
        };
        if (!items.IsPlain && One("cursor") is { } cursor)
        {
            // The code is a key of every order.
            var keys = items.Sort.Any(s => s.Column == "code") ? items.Sort.Count : items.Sort.Count + 1;
            items = items with { After = ItemsCursor.Read(cursor, keys) };
            if (items.After is null)
            {
                fault = ForeignCursor;
                return null;
            }
        }

        return new(parameters, items, One("cursor"));
    }

    /// <summary>The page asked for, or the parameter whose value fits no data.</summary>
    public async Task<(GapItemsDocument? Page, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        CountyDataCache cache,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        if (Items.IsPlain)
        {
            var (document, wrong) = await GapReport.RunAsync(
                ways,
                Parameters with
                {
                    Cursor = Cursor,
                },
                cache.GetAsync,
                today,
                cancellationToken
            );
            return (document is null ? null : Page(document), wrong);
        }

        try
        {
            return await GapReport.ItemsAsync(ways, Parameters, Items, cache.GetAsync, today, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // A number beyond measure in the filter's arithmetic, or a cursor of another order: only the values tell.
            return (
                null,
                Items.Filter is null
                    ? ForeignCursor
                    : new("filter", new("过滤条件在数据上无法计算", "the filter cannot be computed on the data"))
            );
        }
    }

    private static GapItemsDocument Page(GapDocument document) =>
        new(
            document.Standard,
            document.AsOf,
            document.Forecast,
            document.ForecastBy,
            document.Synthetic,
            document.Service,
            document.Totals.Hamlets,
            document.Next,
            document.Items
        );

    private static DateOnly? ReadDay(string? datetime, out ParameterFault? fault)
    {
        fault = null;
        if (datetime is null)
            return null;
        if (OgcParameters.Days(datetime) is { From: { } day } days && days.To == day)
            return day;
        fault = new(
            "datetime",
            new("短板是某一天的，请给出一天，如 2018-12-31", "gaps are those of one day: give a day, as 2018-12-31")
        );
        return null;
    }

    private static int ReadLimit(string? text, bool whole, out ParameterFault? fault)
    {
        fault = null;
        if (text is null)
            return whole ? int.MaxValue - 1 : QueryParameters.DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1)
            return Math.Min(limit, QueryParameters.MaxLimit);
        fault = new("limit", new("应为正整数", "should be a whole number above 0"));
        return limit;
    }

    private static ParameterFault? FindForeignSystem(Func<string, string?> one) =>
        Array.Find(["crs", "bbox-crs", "filter-crs"], name => one(name) is { } uri && OgcCrs.Find(uri) != OgcCrs.Crs84)
            is { } name
            ? new(name, new($"短板只有 {OgcCrs.Crs84.Uri}", $"gaps come in {OgcCrs.Crs84.Uri} only"))
            : null;

    private static ParameterFault? FindUnknown(IQueryCollection query)
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
}
