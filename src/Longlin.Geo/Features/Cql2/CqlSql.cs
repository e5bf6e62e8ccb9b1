using System.Globalization;
using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Features.Cql2;

/// <summary>
/// Turns a filter into a condition of PostgreSQL. Every value becomes a parameter; names come from the list of
/// properties; kinds are checked before the store sees anything. The rows stand under the
/// alias <c>f</c>.
/// </summary>
/// <param name="properties">The properties that may be named, with their types.</param>
/// <param name="parameters">Where the values go.</param>
/// <param name="crs">The system of the filter's geometries.</param>
public sealed class CqlSql(
    IReadOnlyDictionary<string, CqlKind> properties,
    NpgsqlParameterCollection parameters,
    OgcCrs crs
)
{
    private readonly CqlShapes _shapes = new(crs);

    private sealed record Part(string Sql, CqlKind Kind, CqlNode Node);

    /// <summary>The condition.</summary>
    /// <exception cref="CqlException">It names a property that does not exist, or compares what cannot be
    /// compared.</exception>
    public string Condition(CqlNode node)
    {
        var part = Write(node);
        return part.Kind == CqlKind.Boolean
            ? part.Sql
            : throw CqlException.Of(
                node.Place,
                $"过滤条件应为真假判断，而这里是{Word(part.Kind).Zh}",
                $"the filter should be a condition, not {Word(part.Kind).En}"
            );
    }

    private Part Write(CqlNode node) =>
        node switch
        {
            CqlProperty property => Property(property),
            CqlLiteral { Value: string text } => text.Contains('\0', StringComparison.Ordinal)
                ? throw CqlException.Of(node.Place, "文本中有空字符", "the text holds a NUL")
                : new(Parameter(NpgsqlDbType.Text, text), CqlKind.Text, node),
            CqlLiteral { Value: double number } => new(Parameter(NpgsqlDbType.Double, number), CqlKind.Number, node),
            CqlLiteral { Value: bool flag } => new(flag ? "true" : "false", CqlKind.Boolean, node),
            CqlDate date => new(Parameter(NpgsqlDbType.Date, date.Day), CqlKind.Date, node),
            CqlTimestamp moment => new(Parameter(NpgsqlDbType.TimestampTz, moment.Moment), CqlKind.Timestamp, node),
            CqlGeometry or CqlBox => Shape("s_intersects", node),
            CqlArray array => Texts(array),
            CqlInterval => throw CqlException.Of(
                node.Place,
                "INTERVAL 只能用于时间函数（t_…）",
                "an INTERVAL belongs into a temporal function (t_…)"
            ),
            CqlOperation operation => Operation(operation),
            _ => throw new ArgumentException(node.GetType().Name),
        };

    private Part Property(CqlProperty property) =>
        properties.TryGetValue(property.Name, out var kind)
            ? new($"f.\"{property.Name}\"", kind, property)
            : throw CqlException.Of(
                property.Place,
                $"没有属性 {property.Name}，可用：{string.Join("、", properties.Keys)}",
                $"there is no property {property.Name}; use one of: {string.Join(", ", properties.Keys)}"
            );

    private Part Texts(CqlArray array)
    {
        var elements = array.Elements.Select(Write).ToList();
        foreach (var element in elements)
            Need("(…)", element, CqlKind.Text);
        return new($"array[{string.Join(", ", elements.Select(e => e.Sql))}]::text[]", CqlKind.Texts, array);
    }

    private Part Operation(CqlOperation o)
    {
        if (CqlOperators.Arithmetic.Contains(o.Op))
            return new(Arithmetic(o), CqlKind.Number, o);
        if (o.Op == "casei")
            return new(Folded(o), CqlKind.Text, o);
        return new(
            o.Op switch
            {
                "and" or "or" or "not" => Logical(o),
                "isNull" => IsNull(o.Arguments[0]),
                "like" => Like(o),
                "between" or "in" => Among(o),
                _ when CqlOperators.Spatial.Contains(o.Op) => Spatial(o),
                _ when CqlOperators.Temporal.Contains(o.Op) => Temporal(o),
                _ when CqlOperators.Arrays.Contains(o.Op) => Sets(o),
                _ => Comparison(o),
            },
            CqlKind.Boolean,
            o
        );
    }

    private string Logical(CqlOperation o)
    {
        var parts = Parts(o, CqlKind.Boolean);
        return o.Op == "not" ? $"(not {parts[0].Sql})" : $"({string.Join($" {o.Op} ", parts.Select(p => p.Sql))})";
    }

    // An interval is unknown where one of its ends is; an open end is known.
    private string IsNull(CqlNode node)
    {
        if (node is not CqlInterval interval)
            return $"({Write(node).Sql} is null)";
        CqlNode?[] ends = [interval.From, interval.To];
        return $"({string.Join(" or ", ends.Select(e => e is null ? "false" : $"{Instant("isNull", e)} is null"))})";
    }

    private string Like(CqlOperation o)
    {
        var parts = Parts(o, CqlKind.Text);
        // A pattern that ends in the sign of escape would be refused by the store, row by row where it is a property.
        if (Pattern(o.Arguments[1]) is not { } pattern)
            throw CqlException.Of(
                o.Arguments[1].Place,
                "LIKE 的模式应为文本，如 '%寨'",
                "the pattern of LIKE is a text, such as 'A%'"
            );
        if ((pattern.Length - pattern.TrimEnd('\\').Length) % 2 == 1)
            throw CqlException.Of(o.Arguments[1].Place, "LIKE 的模式以 \\ 结尾", "the pattern of LIKE ends in \\");
        return $"({parts[0].Sql} like {parts[1].Sql})";
    }

    private string Among(CqlOperation o)
    {
        var parts = Alike(o);
        if (o.Op == "in")
            return $"({parts[0].Sql} in ({string.Join(", ", parts.Skip(1).Select(p => p.Sql))}))";
        if (parts[0].Kind == CqlKind.Boolean)
            throw CqlException.Of(
                o.Place,
                "between 不能用于真假值，请用 = 或 in",
                "between is not for truth values; use = or in"
            );
        return $"({parts[0].Sql} between {parts[1].Sql} and {parts[2].Sql})";
    }

    private string Comparison(CqlOperation o)
    {
        var parts = Alike(o);
        return $"({parts[0].Sql} {o.Op} {parts[1].Sql})";
    }

    // Upper and then lower case by the rules of Unicode is its full case folding but for the final sigma; the default
    // locale of the database need not know any letter beyond ASCII.
    private string Folded(CqlOperation o) =>
        $"(translate(lower(upper({Parts(o, CqlKind.Text)[0].Sql} collate \"und-x-icu\")), 'ς', 'σ') collate \"default\")";

    // Double precision, as the standard's numbers are. What has no value (a division by nothing, a root of a negative
    // number) is unknown. No operand is written twice: a chain of operators would double at every link.
    private string Arithmetic(CqlOperation o)
    {
        var parts = Parts(o, CqlKind.Number);
        if (parts.Count == 1)
            return $"(- {parts[0].Sql})";
        var (a, b) = ($"({parts[0].Sql})::float8", $"({parts[1].Sql})::float8");
        return o.Op switch
        {
            "/" => $"({a} / nullif({b}, 0))",
            "div" => $"trunc({a} / nullif({b}, 0))",
            "%" => $"mod({a}::numeric, nullif({b}, 0)::numeric)",
            "^" => "(select case when v.a = 0 and v.b < 0 or v.a < 0 and v.b <> trunc(v.b) then null "
                + $"else power(v.a, v.b) end from (values ({a}, {b})) v(a, b))",
            _ => $"({a} {o.Op} {b})",
        };
    }

    private string Spatial(CqlOperation o)
    {
        var parts = o.Arguments.Select(a => a is CqlGeometry or CqlBox ? Shape(o.Op, a) : Write(a)).ToList();
        foreach (var part in parts)
            Need(o.Op, part, CqlKind.Geometry);
        return $"st_{o.Op[2..]}({parts[0].Sql}, {parts[1].Sql})";
    }

    private Part Shape(string op, CqlNode node)
    {
        var shape = _shapes.Stored(node);
        if (op is not ("s_intersects" or "s_disjoint"))
            shape = CqlShapes.OfOneKind(shape, op, node.Place);
        return new(Parameter(null, shape), CqlKind.Geometry, node);
    }

    private string Sets(CqlOperation o)
    {
        var parts = Parts(o, CqlKind.Texts);
        var (a, b) = (parts[0].Sql, parts[1].Sql);
        return o.Op switch
        {
            "a_contains" => $"({a} @> {b})",
            "a_containedBy" => $"({a} <@ {b})",
            "a_overlaps" => $"({a} && {b})",
            _ => $"({a} @> {b} and {a} <@ {b})",
        };
    }

    private string Temporal(CqlOperation o)
    {
        foreach (var argument in o.Arguments)
        {
            if (argument is not CqlInterval && !CqlRelations.TakesInstants(o.Op))
                throw CqlException.Of(
                    argument.Place,
                    $"{o.Op} 只比较两个 INTERVAL；时刻请用 t_after、t_before、t_disjoint、t_equals 或 t_intersects",
                    $"{o.Op} compares two INTERVALs; for instants use t_after, t_before, t_disjoint, t_equals or "
                        + "t_intersects"
                );
        }

        return CqlRelations.Condition(o.Op, Span(o.Op, o.Arguments[0]), Span(o.Op, o.Arguments[1]));
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

    private string Instant(string op, CqlNode node)
    {
        var part = Write(node);
        return part.Kind is CqlKind.Timestamp or CqlKind.Date
            ? Moment(part).Sql
            : throw CqlException.Of(
                node.Place,
                $"{op} 需要日期或时刻，而这里是{Word(part.Kind).Zh}",
                $"{op} needs dates or timestamps, not {Word(part.Kind).En}"
            );
    }

    // Days count from midnight UTC, so that days and moments can stand side by side.
    private static Part Moment(Part part) =>
        part.Kind == CqlKind.Date
            ? new($"(({part.Sql})::timestamp at time zone 'UTC')", CqlKind.Timestamp, part.Node)
            : part;

    // The arguments of a comparison, all of one kind: a text beside days or moments is read as one.
    private List<Part> Alike(CqlOperation o)
    {
        var temporal = o.Arguments.Any(a =>
            a is CqlDate or CqlTimestamp
            || (
                a is CqlProperty { Name: var name }
                && properties.TryGetValue(name, out var kind)
                && kind is CqlKind.Date or CqlKind.Timestamp
            )
        );
        var parts = o
            .Arguments.Select(a =>
                Write(temporal && a is CqlLiteral { Value: string text } ? CqlValues.Instant(text, a.Place) : a)
            )
            .ToList();
        if (parts.Exists(p => p.Kind == CqlKind.Timestamp))
            parts = parts.ConvertAll(Moment);
        var first = parts[0].Kind;
        if (first is CqlKind.Geometry or CqlKind.Texts)
            throw CqlException.Of(
                o.Place,
                $"{o.Op} 不能比较{Word(first).Zh}，请用 {(first == CqlKind.Geometry ? "s_" : "a_")} 开头的函数",
                $"{o.Op} cannot compare {Word(first).En}; use a function that begins with "
                    + (first == CqlKind.Geometry ? "s_" : "a_")
            );
        foreach (var part in parts)
            Need(o.Op, part, first);
        return parts;
    }

    private List<Part> Parts(CqlOperation o, CqlKind wanted)
    {
        var parts = o.Arguments.Select(Write).ToList();
        foreach (var part in parts)
            Need(o.Op, part, wanted);
        return parts;
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
            CqlOperation { Op: "casei", Arguments: [var inner] } => Pattern(inner),
            _ => null,
        };

    private static void Need(string op, Part part, CqlKind wanted)
    {
        if (part.Kind != wanted)
            throw CqlException.Of(
                part.Node.Place,
                $"{op} 这里需要{Word(wanted).Zh}，而不是{Word(part.Kind).Zh}",
                $"{op} needs {Word(wanted).En} here, not {Word(part.Kind).En}"
            );
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
