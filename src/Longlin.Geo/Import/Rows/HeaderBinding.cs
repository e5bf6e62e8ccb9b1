using System.Text;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Which column of a file goes to which column of the layer: found once for a header, by the options, the catalogue's
/// names and its aliases.
/// </summary>
internal sealed class HeaderBinding
{
    /// <summary>The header under which a GeoJSON reader gives the id of a feature.</summary>
    public const string FeatureId = "@id";

    private HeaderBinding(string[] header, BoundColumn[] columns) => (Header, Columns) = (header, columns);

    /// <summary>One column of the layer that the file brings.</summary>
    /// <param name="Column">The layer's column.</param>
    /// <param name="Source">Its place in the file's header.</param>
    /// <param name="Factor">From the header's unit to the column's.</param>
    /// <param name="IsCode">Whether the column holds codes.</param>
    public sealed record BoundColumn(ColumnDescription Column, int Source, double Factor, bool IsCode);

    public string[] Header { get; }

    public BoundColumn[] Columns { get; }

    /// <summary>Every source column with what it was taken for.</summary>
    /// <param name="place">The columns that say a place; null where geometry is kept apart.</param>
    public IEnumerable<ColumnMatch> Matches(PlaceColumns? place) =>
        Header.Select(
            (h, i) =>
                Array.Find(Columns, c => c.Source == i) is { } bound
                    ? new ColumnMatch(h, bound.Column.Name, bound.Factor is 1 ? null : bound.Factor)
                    : new ColumnMatch(h, place?.Uses(i) is true ? "geometry" : null, null)
        );

    /// <param name="options">What the user says.</param>
    /// <param name="header">The file's header.</param>
    /// <param name="encoding">The encoding whose bytes cut a header; null: any.</param>
    /// <exception cref="ImportException">A header's unit cannot be converted to that of its column.</exception>
    public static HeaderBinding Of(ImportOptions options, string[] header, Encoding? encoding = null)
    {
        List<BoundColumn> bound = [];
        foreach (var column in options.Layer.AllColumns.Where(c => !options.Set.ContainsKey(c.Name)))
        {
            if (
                Source(options, column, header) is >= 0 and var source
                && (encoding is null || options.Map.ContainsKey(column.Name) || IsAlone(header, source))
            )
                bound.Add(Bound(options, column, header[source], source));
        }

        for (var i = 0; i < header.Length; i++)
        {
            if (
                !bound.Exists(b => b.Source == i)
                && CutHeader.Column(options.Layer, header[i], encoding) is { } column
                && !options.Set.ContainsKey(column.Name)
                && !options.Map.ContainsKey(column.Name)
                && !bound.Exists(b => b.Column == column)
            )
                bound.Add(new(column, i, 1, CodeText.IsCode(column)));
        }

        // A feature's own id is its code where no property is.
        if (
            Array.IndexOf(header, FeatureId) is >= 0 and var id
            && !options.Set.ContainsKey("code")
            && !options.Map.ContainsKey("code")
            && !bound.Exists(b => b.Column.Name == "code")
        )
            bound.Add(new(options.Layer.Column("code")!, id, 1, IsCode: true));
        return new(header, [.. bound]);
    }

    /// <summary>Whether a header names a column of the layer or is named by the options.</summary>
    public static bool Knows(ImportOptions options, string header) =>
        options.Map.Values.Any(m => Same(header, m))
        || options.Layer.AllColumns.Any(c =>
            c.FileNames.Any(n => Same(header, n) || Same(HeaderUnits.Split(header).Name, n))
        )
        || CutHeader.Column(options.Layer, header, null) is not null;

    /// <summary>Whether some header goes to that column of the layer, or the user gives it.</summary>
    public static bool Has(ImportOptions options, string[] header, string column) =>
        options.Set.ContainsKey(column)
        || (options.Layer.Column(column) is { } described && Source(options, described, header) >= 0);

    /// <summary>That no header of a file is known: those it has and those that are.</summary>
    public static ImportException NothingKnown(ImportOptions options, IReadOnlyCollection<string> header)
    {
        var columns = options.Layer.AllColumns.ToArray();
        var none = header.Count == 0;
        return new(
            options.File,
            new(
                $"没有认得的表头。文件中有：{(none ? "（无）" : string.Join("、", header))}。图层{options.Layer.Title.Zh}认得："
                    + $"{string.Join("、", columns.Select(c => $"{c.Title.Zh}（{c.Name}）"))}。用 --map 目标列=表头 指明。",
                $"No header is known. The file has: {(none ? "(none)" : string.Join(", ", header))}. Layer "
                    + $"{options.Layer.Name} knows: {string.Join(", ", columns.Select(c => c.Name))}. "
                    + "Name one with --map target=HEADER."
            )
        )
        {
            Headers = [.. header],
        };
    }

    // Two fields of one name were longer once: which is which cannot be told.
    private static bool IsAlone(string[] header, int source) =>
        Array.FindAll(header, h => h == header[source]).Length == 1;

    private static BoundColumn Bound(ImportOptions options, ColumnDescription column, string header, int source)
    {
        var factor = HeaderUnits.Split(header).Unit is { } unit
            ? HeaderUnits.Factor(unit, column)
                ?? throw new ImportException(
                    options.File,
                    new(
                        $"表头 \"{header}\" 的单位 {unit} 不能换算成 {column.Name} 的单位 {column.Unit ?? "（无）"}。",
                        $"The unit {unit} of header \"{header}\" cannot be converted to that "
                            + $"of {column.Name}: {column.Unit ?? "(none)"}."
                    )
                )
            : 1;
        return new(column, source, factor, CodeText.IsCode(column));
    }

    private static int Source(ImportOptions options, ColumnDescription column, string[] header)
    {
        if (options.Map.TryGetValue(column.Name, out var mapped))
            return Array.FindIndex(header, h => Same(h, mapped));
        var names = column.FileNames.ToArray();
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

    private static bool Same(string header, string name) =>
        string.Equals(ValueParser.HalfWidth(header).Trim().Trim('\uFEFF'), name, StringComparison.OrdinalIgnoreCase);
}
