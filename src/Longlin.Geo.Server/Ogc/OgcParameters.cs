using System.Globalization;
using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// The parameters of a question about a collection's items, from words to meanings; what nobody reads is a fault.
/// </summary>
internal static class OgcParameters
{
    /// <summary>What every collection takes; the properties of the layer are parameters too.</summary>
    public static readonly string[] Names =
    [
        "bbox",
        "bbox-crs",
        "datetime",
        "limit",
        "cursor",
        "crs",
        "filter",
        "filter-lang",
        "filter-crs",
        "sortby",
        "properties",
        "f",
    ];

    /// <summary>The question, or what is wrong with it.</summary>
    public static ItemsQuestion? Read(IQueryCollection query, LayerDescription layer, out ParameterFault? fault)
    {
        fault = null;
        var queryables = CollectionQuery.Queryables(layer);
        foreach (var (name, values) in query)
        {
            if (
                !Names.Contains(name)
                && (
                    !queryables.TryGetValue(name, out var kind)
                    || kind is CqlKind.Geometry or CqlKind.Texts
                    || layer.Column(name) is null
                )
            )
                return Fault(
                    out fault,
                    name,
                    $"没有参数 {name}，可用：{string.Join("、", Names)} 及各属性",
                    $"there is no parameter {name}; use {string.Join(", ", Names)} or a property"
                );
            if (values.Count > 1)
                return Fault(out fault, name, "只能给出一次", "is given more than once");
        }

        string? One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        var limit = 100;
        if (
            One("limit") is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1)
        )
            return Fault(
                out fault,
                "limit",
                $"应为 1 到 {ItemsQuestion.MaxLimit} 的整数",
                $"should be a whole number from 1 to {ItemsQuestion.MaxLimit}"
            );
        OgcCrs[] systems = [OgcCrs.Crs84, OgcCrs.Crs84, OgcCrs.Crs84];
        foreach (var (name, i) in (ReadOnlySpan<(string, int)>)[("crs", 0), ("bbox-crs", 1), ("filter-crs", 2)])
        {
            if (One(name) is not { } uri)
                continue;
            if (OgcCrs.Find(uri) is not { } system)
                return Fault(
                    out fault,
                    name,
                    $"不支持，可用：{string.Join("、", OgcCrs.All.Select(c => c.Uri))}",
                    $"is not served; use one of: {string.Join(", ", OgcCrs.All.Select(c => c.Uri))}"
                );
            systems[i] = system;
        }

        IReadOnlyList<Envelope> boxes = [];
        if (One("bbox") is { } box)
        {
            if (Boxes(box, systems[1]) is not { } read)
                return Fault(
                    out fault,
                    "bbox",
                    "应为 4 个或 6 个有限数，下限不大于上限",
                    "should be 4 or 6 finite numbers, the lower bounds not above the upper ones"
                );
            boxes = read;
        }

        (DateOnly?, DateOnly?)? days = null;
        if (One("datetime") is { } datetime && (days = Days(datetime)) is null)
            return Fault(
                out fault,
                "datetime",
                "应为日期、时刻或区间，如 2018-12-31、2018-01-01/..",
                "should be a day, a moment or an interval, as 2018-12-31 or 2018-01-01/.."
            );
        var sort = Sort(One("sortby"), CollectionQuery.Sortables(layer), ref fault);
        if (fault is not null)
            return null;
        string[]? properties = One("properties")
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (properties?.FirstOrDefault(p => layer.Column(p) is null) is { } none)
            return Fault(out fault, "properties", $"没有属性 {none}", $"there is no property {none}");
        if (properties?.Distinct().Count() < properties?.Length)
            return Fault(out fault, "properties", "属性重复", "a property stands there twice");
        var exactly = Exactly(
            query,
            queryables
                .Where(q => layer.Column(q.Key) is not null && !Names.Contains(q.Key))
                .Select(q => layer.Column(q.Key)!),
            ref fault
        );
        if (fault is not null)
            return null;
        var filter = Filter(One("filter"), One("filter-lang"), queryables, systems[2], ref fault);
        if (fault is not null)
            return null;
        ItemsCursor? after = null;
        if (One("cursor") is { } cursor && (after = ItemsCursor.Read(cursor, sort.Count)) is null)
            return Fault(out fault, "cursor", "不是本服务给出的游标", "is not a cursor of this service");
        return new ItemsQuestion
        {
            Limit = Math.Min(limit, ItemsQuestion.MaxLimit),
            Boxes = boxes,
            Days = days,
            Exactly = exactly,
            Filter = filter,
            FilterCrs = systems[2],
            Crs = systems[0],
            Sort = sort,
            Properties = properties,
            After = after,
        };
    }

    /// <summary>The days of a <c>datetime</c>; null where it is none.</summary>
    public static (DateOnly? From, DateOnly? To)? Days(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2)
            return null;
        var days = new DateOnly?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts.Length == 2 && parts[i] is ".." or "")
                continue;
            if (
                !DateOnly.TryParseExact(
                    parts[i],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
            {
                if (
                    !DateTimeOffset.TryParseExact(
                        parts[i],
                        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var moment
                    )
                )
                    return null;
                day = CountyClock.Day(moment);
            }

            days[i] = day;
        }

        if (parts.Length == 1)
            return days[0] is null ? null : (days[0], days[0]);
        return days[0] > days[1] ? null : (days[0], days[1]);
    }

    /// <summary>Reads an order.</summary>
    public static IReadOnlyList<Features.SortKey> Sort(
        string? text,
        IReadOnlyList<string> sortables,
        ref ParameterFault? fault
    )
    {
        List<Features.SortKey> sort = [];
        foreach (
            var key in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            var column = key.TrimStart('+', '-', ' ');
            if (!sortables.Contains(column))
                fault = new(
                    "sortby",
                    new(
                        $"不能按 {column} 排序，可用：{string.Join("、", sortables)}",
                        $"{column} is no sortable; use one of: {string.Join(", ", sortables)}"
                    )
                );
            else if (sort.Count == 5 || sort.Exists(s => s.Column == column))
                fault = new("sortby", new("最多 5 个不同的属性", "takes at most 5 different properties"));
            if (fault is not null)
                return [];
            sort.Add(new(column, key.StartsWith('-')));
        }

        return sort;
    }

    /// <summary>Reads the parameters that are properties.</summary>
    public static IReadOnlyDictionary<string, object> Exactly(
        IQueryCollection query,
        IEnumerable<ColumnDescription> columns,
        ref ParameterFault? fault
    )
    {
        Dictionary<string, object> exactly = [];
        foreach (var column in columns)
        {
            if (!query.TryGetValue(column.Name, out var text))
                continue;
            var value = ValueParser.Parse(column, text.ToString(), out var reason);
            if (reason is not null)
                fault = new(column.Name, reason);
            else if (value is null)
                fault = new(column.Name, new("没有值", "has no value"));
            else
                exactly[column.Name] = value;
        }

        return exactly;
    }

    /// <summary>Reads a filter and checks its kinds.</summary>
    public static CqlNode? Filter(
        string? text,
        string? language,
        IReadOnlyDictionary<string, CqlKind> queryables,
        OgcCrs crs,
        ref ParameterFault? fault
    )
    {
        if (language is not (null or "cql2-text" or "cql2-json"))
        {
            fault = new("filter-lang", new("应为 cql2-text 或 cql2-json", "should be cql2-text or cql2-json"));
            return null;
        }

        if (text is null)
            return null;
        try
        {
            var node =
                (language ?? (text.TrimStart().StartsWith('{') ? "cql2-json" : "cql2-text")) == "cql2-json"
                    ? CqlJson.Parse(text)
                    : CqlText.Parse(text);
            // Kinds are checked before a connection is taken.
            using NpgsqlCommand check = new();
            new CqlSql(queryables, check.Parameters, crs).Condition(node);
            return node;
        }
        catch (CqlException e)
        {
            fault = new("filter", e.Reason);
            return null;
        }
    }

    private static List<Envelope>? Boxes(string text, OgcCrs crs)
    {
        var numbers = text.Split(',')
            .Select(t =>
                double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN
            )
            .ToArray();
        if (numbers.Length is not (4 or 6) || numbers.Any(n => !double.IsFinite(n)))
            return null;
        var half = numbers.Length / 2;
        var (a, b) = (crs.ToGeographic(numbers[0], numbers[1]), crs.ToGeographic(numbers[half], numbers[half + 1]));
        if (
            !double.IsFinite(a.Lon + a.Lat + b.Lon + b.Lat)
            || a.Lat > b.Lat
            || Math.Abs(a.Lat) > 90.0001
            || Math.Abs(b.Lat) > 90.0001
            || Math.Abs(a.Lon) > 360
            || Math.Abs(b.Lon) > 360
        )
            return null;
        if (a.Lon <= b.Lon)
            return [new(a.Lon, b.Lon, a.Lat, b.Lat)];
        // West of its own east: over the antimeridian (OGC 17-069r4, 7.15.3). Only degrees go round.
        return crs.Srid is 4490 or 4326 ? [new(a.Lon, 180, a.Lat, b.Lat), new(-180, b.Lon, a.Lat, b.Lat)] : null;
    }

    private static ItemsQuestion? Fault(out ParameterFault? fault, string name, string zh, string en)
    {
        fault = new(name, new(zh, en));
        return null;
    }
}
