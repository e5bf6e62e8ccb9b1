namespace Longlin.Geo.Model;

/// <summary>Checks one layer's description: names that PostgreSQL can hold, and parts that fit each other.</summary>
internal static class LayerCheck
{
    /// <summary>PostgreSQL cuts a longer name; a layer's indexes and triggers add to its name.</summary>
    private const int MostLetters = 63;
    private const int MostLettersOfLayer = 40;

    // The columns of every layer's table that no description names, of its staging table, of PostgreSQL itself, and of
    // the files that an export writes.
    private static readonly string[] Taken =
    [
        "county_code",
        "id",
        "updated_at",
        "version",
        "import_id",
        "geom",
        "geom_3857",
        "row_number",
        "code_made",
        "place_hash",
        "ctid",
        "xmin",
        "xmax",
        "cmin",
        "cmax",
        "tableoid",
        "fid",
        "lon",
        "lat",
        "wkt",
    ];

    // The tables of the schema that are not layers.
    private static readonly string[] Tables =
    [
        "coverage",
        "coverage_runs",
        "hamlet_since",
        "history",
        "imports",
        "outbox",
        "settings",
        "terrain",
        "terrain_before",
        "users",
        "gaps",
        "findings",
    ];

    /// <summary>The first fault; null when there is none.</summary>
    public static Bilingual? FindFault(LayerDescription layer) =>
        FindNameFault(layer)
        ?? (
            layer.Writers.FirstOrDefault(w => !IsName(w, MostLetters) || w is Role.Viewer or Role.Administrator)
                is { } writer
                ? new Bilingual(
                    $"writers {writer}: 应为小写字母的角色名，且不是 {Role.Viewer} 或 {Role.Administrator}。",
                    $"writers {writer}: a role in lower-case letters, not {Role.Viewer} or {Role.Administrator}."
                )
                : null
        )
        ?? layer.Columns.Select(c => FindFault(layer, c)).FirstOrDefault(f => f is not null)
        ?? layer.NotAbove.Select(p => FindFault(layer, p)).FirstOrDefault(f => f is not null)
        ?? layer.Stored.Select(s => FindFault(layer, s)).FirstOrDefault(f => f is not null)
        ?? (
            layer.Geometry == GeometryKind.None && (layer.Switch is not null || layer.SnapsTo.Count > 0)
                ? new Bilingual(
                    "没有几何的图层不能有 switch 或 snapsTo。",
                    "a layer without geometry has neither switch nor snapsTo."
                )
                : null
        );

    private static Bilingual? FindNameFault(LayerDescription layer)
    {
        if (!IsName(layer.Name, MostLettersOfLayer))
            return new(
                $"图层名 {layer.Name}: {NameForm(MostLettersOfLayer).Zh}",
                $"layer {layer.Name}: {NameForm(MostLettersOfLayer).En}"
            );
        return Tables.Contains(layer.Name)
            ? new Bilingual($"图层名 {layer.Name} 已被系统使用。", $"layer {layer.Name}: the name is the system's own.")
            : null;
    }

    private static Bilingual? FindFault(LayerDescription layer, ColumnDescription column)
    {
        if (!IsName(column.Name, MostLetters))
            return new(
                $"列 {column.Name}: {NameForm(MostLetters).Zh}",
                $"column {column.Name}: {NameForm(MostLetters).En}"
            );
        if (Taken.Contains(column.Name))
            return new($"列 {column.Name}: 名称已被系统使用。", $"column {column.Name}: the name is the system's own.");
        return layer.AllColumns.Count(c => c.Name == column.Name) > 1
            ? new Bilingual($"列 {column.Name} 重复。", $"column {column.Name}: the layer has two of that name.")
            : null;
    }

    private static Bilingual? FindFault(LayerDescription layer, ColumnPair pair) =>
        layer.Column(pair.Lesser)?.Type is not { } type || layer.Column(pair.Greater)?.Type != type
            ? new(
                $"notAbove {pair.Lesser}, {pair.Greater}: 需要两个同类型的列。",
                $"notAbove {pair.Lesser}, {pair.Greater}: two columns of one type are needed."
            )
            : null;

    private static Bilingual? FindFault(LayerDescription layer, StoredColumn stored)
    {
        if (layer.Geometry == GeometryKind.None)
            return new(
                $"stored {stored.Name}: 只有带几何的图层才有这样的列。",
                $"stored {stored.Name}: only a layer with geometry has such columns."
            );
        if (!IsName(stored.Name, MostLetters))
            return new(
                $"stored {stored.Name}: {NameForm(MostLetters).Zh}",
                $"stored {stored.Name}: {NameForm(MostLetters).En}"
            );
        if (
            Taken.Contains(stored.Name)
            || layer.Column(stored.Name) is not null
            || layer.Stored.Count(s => s.Name == stored.Name) > 1
        )
            return new(
                $"stored {stored.Name}: 图层已有同名的列。",
                $"stored {stored.Name}: the layer has a column of that name."
            );
        return stored.Indexed && !stored.Type.StartsWith("geometry", StringComparison.Ordinal)
            ? new Bilingual(
                $"stored {stored.Name}: 只有几何才能建空间索引。",
                $"stored {stored.Name}: only a geometry can have a spatial index."
            )
            : null;
    }

    // Quoted everywhere, so a word of SQL may be a name; upper case would need quotes in everybody's own SQL too.
    private static bool IsName(string name, int most) =>
        name.Length > 0
        && name.Length <= most
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static Bilingual NameForm(int most) =>
        new(
            $"应以小写字母开头，只含小写字母、数字和下划线，至多 {most} 个字符。",
            $"begins with a lower-case letter; only lower-case letters, digits and underscores, at most {most}."
        );
}
