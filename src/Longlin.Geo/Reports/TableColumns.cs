using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports;

/// <summary>A column of a published list.</summary>
/// <param name="Name">The machine name: the member's path in camel case.</param>
/// <param name="Title">What people read.</param>
/// <param name="Type">The member's type, without its <c>null</c>.</param>
/// <param name="Get">Its value in a row.</param>
/// <param name="Record">Of a list of records: their type.</param>
internal sealed record TableColumn(string Name, Bilingual Title, Type Type, Func<object, object?> Get, Type? Record)
{
    /// <summary>Whether a cell would hold a list of records.</summary>
    public bool IsList => Record is not null;

    /// <summary>Whether it stands at the right of a printed column.</summary>
    public bool IsNumber =>
        Type == typeof(int) || Type == typeof(long) || Type == typeof(double) || Type == typeof(decimal);

    /// <summary>The value as people read it: words in their language, a list of words in one cell.</summary>
    public object? Read(object row, string? language) =>
        Get(row) switch
        {
            Bilingual text => text.Pick(language),
            string code => Words.Show(Name, code)?.Pick(language) ?? code,
            IEnumerable list and not string => string.Join(' ', list.Cast<object>().Select(Key)),
            var value => value,
        };

    // Of a record in a list: its first member. The whole of it stands in a sheet of its own.
    private object? Key(object item) => Record is null ? item : TableColumns.Of(Record).All[0].Get(item);

    /// <summary>A value on a terminal.</summary>
    public static string Text(object? value, string? language) =>
        value switch
        {
            null => "–",
            double number => Math.Round(number, 2)
                .ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture),
            decimal number => number.ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture),
            int or long => Convert
                .ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)
                .ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.ToString(
                "yyyy-MM-dd HH:mm",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            DateTime moment => moment.ToString(
                "yyyy-MM-dd HH:mm'Z'",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            bool flag => (flag ? new Bilingual("是", "yes") : new Bilingual("否", "no")).Pick(language),
            _ => value.ToString() ?? "",
        };
}

/// <summary>The columns of a record type, found once.</summary>
internal sealed class TableColumns
{
    private static readonly ConcurrentDictionary<Type, TableColumns> Known = new();
    private readonly PropertyInfo? _shape;
    private readonly PropertyInfo[] _members;

    private TableColumns(Type type)
    {
        _members = [.. MembersOf(type)];
        _shape = Array.Find(_members, m => IsShape(m.PropertyType));
        All = [.. _members.SelectMany(m => Columns(m, "", null, r => r))];
    }

    /// <summary>In the order of the record's members.</summary>
    public IReadOnlyList<TableColumn> All { get; }

    public static TableColumns Of(Type type) => Known.GetOrAdd(type, t => new(t));

    /// <summary>The members that are published.</summary>
    public static IEnumerable<PropertyInfo> MembersOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    /// <summary>The record type of a list of records; null for anything else.</summary>
    public static Type? RecordOfList(Type type) =>
        ItemOf(type) is { } item && !IsScalar(item) && !IsShape(type) && ItemOf(item) is null ? item : null;

    /// <summary>The machine name of a member.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The place of a row: its geometry, else its point; null where it has none. EPSG:4490.</summary>
    public object? Shape(object row)
    {
        if (_shape?.GetValue(row) is { } shape)
            return shape;
        var (lon, lat) = (Number("lon"), Number("lat"));
        return lon is null || lat is null ? null : GeoJsonWriter.Point(lon.Value, lat.Value);

        double? Number(string name) => All.FirstOrDefault(c => c.Name == name)?.Get(row) as double?;
    }

    /// <summary>The row without its geometry, member by member.</summary>
    public Dictionary<string, object?> Properties(object row) =>
        _members.Where(m => m != _shape).ToDictionary(m => Camel(m.Name), m => m.GetValue(row));

    private static IEnumerable<TableColumn> Columns(
        PropertyInfo member,
        string path,
        Bilingual? above,
        Func<object, object?> parent
    )
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (IsShape(type))
            return [];
        var name = path.Length == 0 ? Camel(member.Name) : path + member.Name;
        var own = Words.Column(Camel(member.Name));
        Bilingual title = above is null ? own : new(above.Zh + own.Zh, $"{above.En} {own.En}");
        object? Get(object row) => parent(row) is { } holder ? member.GetValue(holder) : null;
        if (IsScalar(type) || ItemOf(type) is not null)
            return [new(name, title, type, Get, RecordOfList(type))];
        return MembersOf(type).SelectMany(m => Columns(m, name, title, Get));
    }

    private static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive
            || type.IsEnum
            || type == typeof(string)
            || type == typeof(decimal)
            || type == typeof(DateOnly)
            || type == typeof(DateTime)
            || type == typeof(DateTimeOffset)
            || type == typeof(Bilingual);
    }

    private static bool IsShape(Type type) =>
        typeof(Geometry).IsAssignableFrom(type)
        || type == typeof(JsonElement)
        || type == typeof(JsonElement?)
        || typeof(JsonNode).IsAssignableFrom(type)
        || type == typeof(GeoPolygon)
        || (ItemOf(type) is { } inner && ItemOf(inner) is not null);

    private static Type? ItemOf(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.GetInterfaces()
            .Append(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0];
}
