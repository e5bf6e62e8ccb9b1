using System.Data.Common;
using Longlin.Geo.Model;

namespace Longlin.Geo.Features;

/// <summary>
/// Where the columns of a page of features stand, looked up by name once a page: a page has thousands of cells.
/// </summary>
public sealed class PageColumns
{
    /// <summary>The name of the geometry in the statement; no column of a layer can be called so.</summary>
    public const string GeometryName = "$geometry";

    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

    /// <param name="reader">Of a statement of <see cref="CollectionQuery"/>.</param>
    /// <param name="columns">The properties that are wanted.</param>
    /// <param name="keys">How many sort keys the question has.</param>
    public PageColumns(DbDataReader reader, IReadOnlyList<ColumnDescription> columns, int keys = 0)
    {
        for (var i = 0; i < reader.FieldCount; i++)
            _ordinals.TryAdd(reader.GetName(i), i);
        (Id, Version, UpdatedAt) = (this["id"], this["version"], this["updated_at"]);
        (Place, Transaction) = (Find("ctid"), Find("xmin"));
        Geometry = Find(GeometryName);
        Properties = [.. columns.Select(c => this[c.Name])];
        Keys = [.. Enumerable.Range(0, keys).Select(i => this[KeyName(i)])];
    }

    /// <summary>The feature's number.</summary>
    public int Id { get; }

    /// <summary>Its version.</summary>
    public int Version { get; }

    /// <summary>When it was last changed.</summary>
    public int UpdatedAt { get; }

    /// <summary>Where its row stands; -1: not asked for.</summary>
    public int Place { get; }

    /// <summary>Which transaction wrote the row; -1: not asked for.</summary>
    public int Transaction { get; }

    /// <summary>Its geometry as text; -1: it has none.</summary>
    public int Geometry { get; }

    /// <summary>The properties, in the order of the question.</summary>
    public IReadOnlyList<int> Properties { get; }

    /// <summary>The sort keys as text.</summary>
    public IReadOnlyList<int> Keys { get; }

    private int this[string name] =>
        _ordinals.TryGetValue(name, out var ordinal)
            ? ordinal
            : throw new InvalidOperationException($"The statement has no column {name}.");

    /// <summary>The name of a sort key in the statement.</summary>
    /// <param name="key">From 0.</param>
    public static string KeyName(int key) => FormattableString.Invariant($"$key{key}");

    private int Find(string name) => _ordinals.GetValueOrDefault(name, -1);
}
