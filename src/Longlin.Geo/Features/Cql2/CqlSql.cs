using System.Globalization;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Features.Cql2;

/// <summary>
/// Turns a filter into a condition of PostgreSQL. Every value becomes a parameter; names come from the list of
/// properties; kinds are checked before the store sees anything. The rows stand under the
/// alias <c>f</c>.
/// </summary>
/// <param name="properties">The properties that may be named, with their types; null type is the geometry.</param>
/// <param name="parameters">Where the values go.</param>
/// <param name="toStore">Brings a geometry of the filter into EPSG:4490.</param>
public sealed class CqlSql(
    IReadOnlyDictionary<string, CqlKind> properties,
    NpgsqlParameterCollection parameters,
    Func<Geometry, Geometry> toStore
)
{
    /// <summary>The condition.</summary>
    /// <exception cref="CqlException">It names a property that does not exist, or compares what cannot be
    /// compared.</exception>
    public string Condition(CqlNode node)
    {
        var (sql, kind) = Write(node);
        return kind == CqlKind.Boolean
            ? sql
            : throw CqlException.Of("过滤条件不是真假判断", "the filter is not a condition");
    }

    private (string Sql, CqlKind Kind) Write(CqlNode node) =>
        node switch
        {
            CqlProperty p => properties.TryGetValue(p.Name, out var kind)
                ? ($"f.\"{p.Name}\"", kind)
                : throw CqlException.Of(
                    $"没有属性 {p.Name}，可用：{string.Join("、", properties.Keys)}",
                    $"there is no property {p.Name}; use one of: {string.Join(", ", properties.Keys)}"
                ),
            CqlLiteral { Value: string text } => text.Contains('\0', StringComparison.Ordinal)
                ? throw CqlException.Of("文本中有空字符", "the text holds a NUL")
                : (Parameter(NpgsqlDbType.Text, text), CqlKind.Text),
            CqlLiteral { Value: double number } => (Parameter(NpgsqlDbType.Double, number), CqlKind.Number),
            CqlLiteral { Value: bool flag } => (flag ? "true" : "false", CqlKind.Boolean),
            CqlDate date => (Parameter(NpgsqlDbType.Date, date.Day), CqlKind.Date),
            CqlTimestamp moment => (Parameter(NpgsqlDbType.TimestampTz, moment.Moment), CqlKind.Timestamp),
            CqlGeometry geometry => ($"{Parameter(null, Stored(geometry.Geometry))}", CqlKind.Geometry),
            CqlInterval => throw CqlException.Of(
                "INTERVAL 只能用于时间函数",
                "an interval belongs into a temporal function"
            ),
            CqlOperation operation => Operation(operation),
            _ => throw new ArgumentException(node.GetType().Name),
        };

    private (string Sql, CqlKind Kind) Operation(CqlOperation o)
    {
        if (CqlOperators.Spatial.Contains(o.Op))
            return (Spatial(o), CqlKind.Boolean);
        if (CqlOperators.Temporal.Contains(o.Op))
            return (Temporal(o), CqlKind.Boolean);
        if (o.Op == "isNull")
            return ($"({Write(o.Arguments[0]).Sql} is null)", CqlKind.Boolean);
        var parts = o.Arguments.Select(Write).ToList();
        switch (o.Op)
        {
            case "and" or "or":
                foreach (var part in parts)
                    Need(o.Op, part.Kind, CqlKind.Boolean);
                return ($"({string.Join($" {o.Op} ", parts.Select(p => p.Sql))})", CqlKind.Boolean);
            case "not":
                Need("not", parts[0].Kind, CqlKind.Boolean);
                return ($"(not {parts[0].Sql})", CqlKind.Boolean);
            case "casei":
                Need("casei", parts[0].Kind, CqlKind.Text);
                return ($"lower({parts[0].Sql})", CqlKind.Text);
            case "like":
                Need("like", parts[0].Kind, CqlKind.Text);
                Need("like", parts[1].Kind, CqlKind.Text);
                // A pattern that ends in the sign of escape would be refused by the store.
                if (
                    Pattern(o.Arguments[1]) is { } pattern
                    && pattern.Length - pattern.TrimEnd('\\').Length is var signs
                    && signs % 2 == 1
                )
                    throw CqlException.Of("LIKE 的模式以 \\ 结尾", "the pattern of like ends in \\");
                return ($"({parts[0].Sql} like {parts[1].Sql})", CqlKind.Boolean);
            case "between":
                Same(o.Op, parts);
                Ordered(o.Op, parts[0].Kind);
                return ($"({parts[0].Sql} between {parts[1].Sql} and {parts[2].Sql})", CqlKind.Boolean);
            case "in":
                Same(o.Op, parts);
                return (
                    $"({parts[0].Sql} in ({string.Join(", ", parts.Skip(1).Select(p => p.Sql))}))",
                    CqlKind.Boolean
                );
            case "-" when parts.Count == 1:
                Need("-", parts[0].Kind, CqlKind.Number);
                return ($"(- {parts[0].Sql})", CqlKind.Number);
        }

        if (CqlOperators.Arithmetic.Contains(o.Op))
        {
            foreach (var part in parts)
                Need(o.Op, part.Kind, CqlKind.Number);
            // Double precision, as the standard's numbers are; a division by nothing gives nothing.
            var (a, b) = ($"({parts[0].Sql})::float8", $"({parts[1].Sql})::float8");
            return (
                o.Op switch
                {
                    "/" => $"({a} / nullif({b}, 0))",
                    "div" => $"trunc({a} / nullif({b}, 0))",
                    "%" => $"({a} - {b} * trunc({a} / nullif({b}, 0)))",
                    "^" => $"power({a}, {b})",
                    _ => $"({a} {o.Op} {b})",
                },
                CqlKind.Number
            );
        }

        Same(o.Op, parts);
        if (o.Op is not ("=" or "<>"))
            Ordered(o.Op, parts[0].Kind);
        return ($"({parts[0].Sql} {o.Op} {parts[1].Sql})", CqlKind.Boolean);
    }

    private string Spatial(CqlOperation o)
    {
        var parts = o.Arguments.Select(a => (Node: a, Written: Write(a))).ToList();
        foreach (var (_, written) in parts)
            Need(o.Op, written.Kind, CqlKind.Geometry);
        if (
            o.Op is not ("s_intersects" or "s_disjoint")
            && parts.Any(p =>
                p.Node is CqlGeometry { Geometry: { OgcGeometryType: OgcGeometryType.GeometryCollection } }
            )
        )
            throw CqlException.Of($"{o.Op} 不接受几何集合", $"{o.Op} takes no geometry collection");
        return $"st_{o.Op[2..]}({parts[0].Written.Sql}, {parts[1].Written.Sql})";
    }

    private string Temporal(CqlOperation o)
    {
        var ((a1, a2), (b1, b2)) = (Span(o.Op, o.Arguments[0]), Span(o.Op, o.Arguments[1]));
        // Allen's relations over closed intervals; an instant begins and ends at once.
        return "("
            + (
                o.Op switch
                {
                    "t_after" => $"{a1} > {b2}",
                    "t_before" => $"{a2} < {b1}",
                    "t_intersects" => $"{a1} <= {b2} and {a2} >= {b1}",
                    "t_disjoint" => $"not ({a1} <= {b2} and {a2} >= {b1})",
                    "t_equals" => $"{a1} = {b1} and {a2} = {b2}",
                    "t_contains" => $"{a1} < {b1} and {a2} > {b2}",
                    "t_during" => $"{a1} > {b1} and {a2} < {b2}",
                    "t_finishedBy" => $"{a1} < {b1} and {a2} = {b2}",
                    "t_finishes" => $"{a1} > {b1} and {a2} = {b2}",
                    "t_meets" => $"{a2} = {b1}",
                    "t_metBy" => $"{a1} = {b2}",
                    "t_overlappedBy" => $"{a1} > {b1} and {a1} < {b2} and {a2} > {b2}",
                    "t_overlaps" => $"{a1} < {b1} and {a2} > {b1} and {a2} < {b2}",
                    "t_startedBy" => $"{a1} = {b1} and {a2} > {b2}",
                    "t_starts" => $"{a1} = {b1} and {a2} < {b2}",
                    _ => throw new ArgumentException(o.Op),
                }
            )
            + ")";
    }

    private (string From, string To) Span(string op, CqlNode node)
    {
        if (node is CqlInterval interval)
            return (
                interval.From is null ? "'-infinity'::timestamptz" : Instant(op, interval.From),
                interval.To is null ? "'infinity'::timestamptz" : Instant(op, interval.To)
            );
        var instant = Instant(op, node);
        return (instant, instant);
    }

    // Days count from midnight UTC, so that days and moments can stand side by side.
    private string Instant(string op, CqlNode node)
    {
        var (sql, kind) = Write(node);
        return kind switch
        {
            CqlKind.Timestamp => sql,
            CqlKind.Date => $"(({sql})::timestamp at time zone 'UTC')",
            _ => throw CqlException.Of($"{op} 需要日期或时刻", $"{op} needs dates or moments"),
        };
    }

    private Geometry Stored(Geometry geometry)
    {
        var stored = toStore(geometry);
        stored.SRID = 4490;
        return stored;
    }

    private string Parameter(NpgsqlDbType? type, object value)
    {
        NpgsqlParameter parameter = new() { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        parameters.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }

    private static string? Pattern(CqlNode node) =>
        node switch
        {
            CqlLiteral { Value: string text } => text,
            CqlOperation { Op: "casei", Arguments: [CqlLiteral { Value: string text }] } => text,
            _ => null,
        };

    private static void Need(string op, CqlKind kind, CqlKind wanted)
    {
        if (kind != wanted)
            throw CqlException.Of(
                $"{op} 需要{Word(wanted).Zh}，而这里是{Word(kind).Zh}",
                $"{op} needs {Word(wanted).En}, not {Word(kind).En}"
            );
    }

    private static void Same(string op, List<(string Sql, CqlKind Kind)> parts)
    {
        for (var i = 1; i < parts.Count; i++)
        {
            if (parts[i].Kind != parts[0].Kind)
                throw CqlException.Of(
                    $"{op} 不能比较{Word(parts[0].Kind).Zh}与{Word(parts[i].Kind).Zh}",
                    $"{op} cannot compare {Word(parts[0].Kind).En} with {Word(parts[i].Kind).En}"
                );
        }

        if (parts[0].Kind is CqlKind.Geometry or CqlKind.Texts)
            throw CqlException.Of(
                $"{op} 不能比较{Word(parts[0].Kind).Zh}",
                $"{op} cannot compare {Word(parts[0].Kind).En}"
            );
    }

    private static void Ordered(string op, CqlKind kind)
    {
        if (kind == CqlKind.Boolean)
            throw CqlException.Of($"{op} 不能用于真假值", $"{op} is not for truth values");
    }

    private static Bilingual Word(CqlKind kind) =>
        kind switch
        {
            CqlKind.Text => new("文本", "a text"),
            CqlKind.Number => new("数", "a number"),
            CqlKind.Boolean => new("真假值", "a truth value"),
            CqlKind.Date => new("日期", "a date"),
            CqlKind.Timestamp => new("时刻", "a timestamp"),
            CqlKind.Texts => new("多个文本", "a list of texts"),
            CqlKind.Geometry => new("几何", "a geometry"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
