using System.Text.Json.Serialization;

namespace Longlin.Geo.Model;

/// <summary>What a layer's geometry may be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeometryKind>))]
public enum GeometryKind
{
    /// <summary>The layer is a plain table.</summary>
    None,

    /// <summary>Points only.</summary>
    Point,

    /// <summary>Lines and multi-lines.</summary>
    Line,

    /// <summary>Polygons and multi-polygons.</summary>
    Polygon,

    /// <summary>Points or polygons (a place and, where it is known, its footprint).</summary>
    PointOrPolygon,

    /// <summary>Any of the above.</summary>
    Any,
}

/// <summary>The type of a column; it decides the PostgreSQL type and how text is read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnType>))]
public enum ColumnType
{
    /// <summary><c>text</c>, <see cref="string"/>.</summary>
    Text,

    /// <summary><c>integer</c>, <see cref="int"/>.</summary>
    Integer,

    /// <summary><c>double precision</c>, <see cref="double"/>.</summary>
    Number,

    /// <summary><c>numeric(18,2)</c> in yuan, <see cref="decimal"/>.</summary>
    Money,

    /// <summary><c>boolean</c>, <see cref="bool"/>.</summary>
    Boolean,

    /// <summary><c>date</c>, <see cref="DateOnly"/>.</summary>
    Date,

    /// <summary><c>text[]</c>, an array of <see cref="string"/>.</summary>
    Texts,

    /// <summary>
    /// <c>timestamptz</c>, <see cref="DateTime"/> in UTC. A file's moment without an offset is Beijing time.
    /// </summary>
    Timestamp,
}

/// <summary>One column of a layer, as <c>tiles/&lt;layer&gt;/layer.json</c> describes it.</summary>
public sealed record ColumnDescription
{
    /// <summary>Machine name: the column in PostGIS, in JSON and in exports.</summary>
    public required string Name { get; init; }

    /// <summary>Its name as SQL takes it, whatever word it is.</summary>
    [JsonIgnore]
    public string Sql => $"\"{Name}\"";

    /// <summary>Type of the values.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Title for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>Unit of the numbers (<c>m</c>, <c>m2</c>, <c>kVA</c> …), or null.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// The allowed values and, for each, the words that files use for it; null where any value is allowed.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Values { get; init; }

    /// <summary>
    /// The allowed value by each word that files use for it, whatever its case; where two values share a word, the
    /// first has it.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> ValueOfWord =>
        field ??= (Values ?? new Dictionary<string, IReadOnlyList<string>>())
            .SelectMany(v => v.Value.Prepend(v.Key).Select(word => (Word: word, Value: v.Key)))
            .DistinctBy(p => p.Word, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(p => p.Word, p => p.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Words that files use for names which stand elsewhere, such as services: a name, and its words. They add to the
    /// names' own titles and close nothing.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Words { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Smallest allowed number, or null.</summary>
    public double? Min { get; init; }

    /// <summary>Largest allowed number, or null.</summary>
    public double? Max { get; init; }

    /// <summary>Headers that files use for this column, beside its name and titles.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Every name that files use for it.</summary>
    [JsonIgnore]
    public IEnumerable<string> FileNames => [Name, Title.Zh, Title.En, .. Aliases];

    /// <summary>Whether a row without it is rejected.</summary>
    public bool Required { get; init; }
}

/// <summary>Two columns whose values must not be the wrong way round.</summary>
/// <param name="Lesser">The one that is not above the other.</param>
/// <param name="Greater">The one that is not below.</param>
public sealed record ColumnPair(string Lesser, string Greater);

/// <summary>
/// A generated column: it follows from the others of its row, so it is never written and never stale. Another
/// expression needs another name, or a migration that drops the old column.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its PostgreSQL type.</param>
/// <param name="As">The SQL that makes it.</param>
/// <param name="Indexed">Whether what has a value is indexed as a place.</param>
public sealed record StoredColumn(string Name, string Type, string As, bool Indexed = false);

/// <summary>A layer that the page's legend switches on and off.</summary>
/// <param name="Order">Its place among the switches, the smallest first.</param>
/// <param name="Title">What stands beside the switch.</param>
/// <param name="Colour">Of its sign: a name of the palette with an @ before it.</param>
/// <param name="Sign">The form of its sign.</param>
public sealed record LayerSwitch(int Order, Bilingual Title, string Colour, LayerSign Sign = LayerSign.Square);

/// <summary>The sign beside a layer's switch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LayerSign>))]
public enum LayerSign
{
    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled dot.</summary>
    Dot,

    /// <summary>An empty square.</summary>
    Frame,

    /// <summary>A hatched square.</summary>
    Hatch,
}

/// <summary>
/// One layer, as <c>tiles/&lt;layer&gt;/layer.json</c> describes it. Import, tables, API, tiles and the map all read
/// it.
/// </summary>
public sealed record LayerDescription
{
    /// <summary>The columns every layer has, before its own.</summary>
    public static IReadOnlyList<ColumnDescription> CommonColumns { get; } =
    [
        new()
        {
            Name = "code",
            Type = ColumnType.Text,
            Title = new("编码", "code"),
            Aliases = ["代码", "编号", "自然屯编码", "路线编码", "行政区划代码", "osm_id"],
        },
        new()
        {
            Name = "name",
            Type = ColumnType.Text,
            Title = new("名称", "name"),
            Aliases = ["名字", "屯名", "自然屯", "自然屯名称", "村名", "路线名称", "NAME", "localite"],
        },
        new()
        {
            Name = "status",
            Type = ColumnType.Text,
            Title = new("状态", "status"),
            Aliases = ["现状", "建设状态"],
            Values = new Dictionary<string, IReadOnlyList<string>>
            {
                ["planned"] = ["规划", "计划"],
                ["building"] = ["在建", "建设中"],
                ["open"] = ["已建", "在用", "运行", "正常"],
                ["closed"] = ["停用", "废弃", "关闭"],
            },
        },
        new()
        {
            Name = "opened_on",
            Type = ColumnType.Date,
            Title = new("建成日期", "opened on"),
            Aliases = ["建成时间", "通车日期", "投用日期"],
        },
        new()
        {
            Name = "closed_on",
            Type = ColumnType.Date,
            Title = new("停用日期", "closed on"),
            Aliases = ["停用时间", "废弃日期"],
        },
        new()
        {
            Name = "source",
            Type = ColumnType.Text,
            Title = new("来源", "source"),
            Aliases = ["数据来源"],
        },
    ];

    /// <summary>Machine name: the table in schema <c>longlin</c> and the layer's name everywhere.</summary>
    public required string Name { get; init; }

    /// <summary>Title for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>What its geometry may be.</summary>
    public required GeometryKind Geometry { get; init; }

    /// <summary>The layer's own columns, after the common ones.</summary>
    public required IReadOnlyList<ColumnDescription> Columns { get; init; }

    /// <summary>
    /// Pairs of columns of one type: in a sound row the first is not above the second, where both are given.
    /// </summary>
    public IReadOnlyList<ColumnPair> NotAbove { get; init; } = [];

    /// <summary>
    /// Whether a code of 6, 9, 12 or 15 digits begins with its county's; elsewhere such a code is a number like any
    /// other.
    /// </summary>
    public bool DivisionCodes { get; init; }

    /// <summary>What the store keeps beside the columns because tiles would compute it from them every time.</summary>
    public IReadOnlyList<StoredColumn> Stored { get; init; } = [];

    /// <summary>The roles, beside the administrator, that may import and write the layer.</summary>
    public required IReadOnlyList<string> Writers { get; init; }

    /// <summary>How the page's legend switches it on and off; null: it is always shown.</summary>
    public LayerSwitch? Switch { get; init; }

    /// <summary>The layers whose lines and corners a line drawn in this one snaps to.</summary>
    public IReadOnlyList<string> SnapsTo { get; init; } = [];

    /// <summary>Whether works open its rows: a finished work sets its planned and building assets to open.</summary>
    public bool Assets { get; init; }

    /// <summary>Common columns, then the layer's own.</summary>
    [JsonIgnore]
    public IEnumerable<ColumnDescription> AllColumns => CommonColumns.Concat(Columns);

    /// <summary>The column of that machine name, or null.</summary>
    public ColumnDescription? Column(string name) => AllColumns.FirstOrDefault(c => c.Name == name);

    /// <summary>Whether its column <c>kind</c> allows the value.</summary>
    public bool HasKind(string kind) => Column("kind")?.Values?.ContainsKey(kind) is true;
}
