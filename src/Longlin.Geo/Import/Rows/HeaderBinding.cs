using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Which column of a file goes to which column of the layer: found once for a header, by the options, the catalogue's
/// names and its aliases.
/// </summary>
internal sealed class HeaderBinding
{
    private HeaderBinding(string[] header, BoundColumn[] columns) => (Header, Columns) = (header, columns);

    /// <summary>One column of the layer that the file brings.</summary>
    /// <param name="Column">The layer's column.</param>
    /// <param name="Source">Its place in the file's header.</param>
    /// <param name="Factor">From the header's unit to the column's.</param>
    public sealed record BoundColumn(ColumnDescription Column, int Source, double Factor);

    public string[] Header { get; }

    public BoundColumn[] Columns { get; }

    /// <summary>Every source column with what it was taken for.</summary>
    public IReadOnlyList<ColumnMatch> Matches =>
        [
            .. Header.Select(
                (h, i) =>
                    Array.Find(Columns, c => c.Source == i) is { } bound
                        ? new ColumnMatch(h, bound.Column.Name, bound.Factor is 1 ? null : bound.Factor)
                        : new ColumnMatch(h, PlaceColumns.Knows(h) ? "geometry" : null, null)
            ),
        ];

    /// <exception cref="ImportException">A header's unit cannot be converted to that of its column.</exception>
    public static HeaderBinding Of(ImportOptions options, string[] header)
    {
        List<BoundColumn> bound = [];
        foreach (var column in options.Layer.AllColumns.Where(c => !options.Set.ContainsKey(c.Name)))
        {
            var source = Source(options, column, header);
            if (source < 0)
                continue;
            var factor = HeaderUnits.Split(header[source]).Unit is { } unit
                ? HeaderUnits.Factor(unit, column)
                    ?? throw new ImportException(
                        options.File,
                        new(
                            $"表头 \"{header[source]}\" 的单位 {unit} 不能换算成 {column.Name} 的单位 {column.Unit ?? "（无）"}。",
                            $"The unit {unit} of header \"{header[source]}\" cannot be converted to that "
                                + $"of {column.Name}: {column.Unit ?? "(none)"}."
                        )
                    )
                : 1;
            bound.Add(new(column, source, factor));
        }

        return new(header, [.. bound]);
    }

    /// <summary>Whether a header names a column of the layer or is named by the options.</summary>
    public static bool Knows(ImportOptions options, string header) =>
        options.Map.Values.Any(m => Same(header, m))
        || options.Layer.AllColumns.Any(c =>
            Names(c).Any(n => Same(header, n) || Same(HeaderUnits.Split(header).Name, n))
        );

    private static int Source(ImportOptions options, ColumnDescription column, string[] header)
    {
        if (options.Map.TryGetValue(column.Name, out var mapped))
            return Array.FindIndex(header, h => Same(h, mapped));
        var names = Names(column).ToArray();
        foreach (var name in names)
        {
            if (Array.FindIndex(header, h => Same(h, name)) is >= 0 and var at)
                return at;
        }

        foreach (var name in names)
        {
            if (Array.FindIndex(header, h => Same(HeaderUnits.Split(h).Name, name)) is >= 0 and var at)
                return at;
        }

        return -1;
    }

    // DBF holds ten characters of a name.
    private static IEnumerable<string> Names(ColumnDescription column) =>
        [
            column.Name,
            .. column.Name.Length > 10 ? [column.Name[..10]] : Array.Empty<string>(),
            column.Title.Zh,
            column.Title.En,
            .. column.Aliases,
        ];

    private static bool Same(string header, string name) =>
        string.Equals(ValueParser.HalfWidth(header).Trim().Trim('\uFEFF'), name, StringComparison.OrdinalIgnoreCase);
}
