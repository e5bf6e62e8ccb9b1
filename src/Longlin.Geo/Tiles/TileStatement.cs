using System.Collections.Concurrent;
using System.Text;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tiles;

/// <summary>
/// The one statement that makes a tile of several layers: each layer's <c>tile.sql</c> selects and clips
/// its features from the buffered box (CTE <c>tile</c>: z, box, wide, unit in metres of EPSG:3857, thin), PostGIS
/// encodes them. Names come from the catalogue, coordinates are parameters. A tile that is
/// beyond its budget is made again thinner: each step of <c>thin</c> halves how many features of a layer it may hold,
/// roads and networks first, hamlets from z8 up never.
/// </summary>
public sealed class TileStatement
{
    /// <summary>Deepest zoom of the pyramid.</summary>
    public const int MaxZoom = 22;

    /// <summary>Bytes that a tile should not be above.</summary>
    public const int Budget = 500_000;

    /// <summary>
    /// The last step of thinning: some dozens are left of what can be thinned. Where the rest alone is beyond the
    /// budget, a tile without any road would help nobody.
    /// </summary>
    public const int Thinnest = 8;

    /// <summary>Units of a tile's side.</summary>
    public const int Extent = 4096;

    /// <summary>Units around a tile that it holds too.</summary>
    public const int Buffer = 128; // dots and labels of a neighbour's feature reach this far over the edge

    // Parameters are zoom, column, row and thin; unit is the side of a pixel of the tile's own grid in metres of
    // EPSG:3857.
    private static readonly string TileOf = $"""
        with tile as materialized (
          select $1::int as z, e.box, st_expand(e.box, u.unit * {Buffer}) as wide, u.unit, {Extent} as extent,
            {Buffer} as buffer, $4::int as thin
          from (select st_tileenvelope($1, $2, $3) as box) e
          cross join lateral (select (st_xmax(e.box) - st_xmin(e.box)) / {Extent} as unit) u)
        """;

    private readonly Dictionary<string, string> _selects;
    private readonly ConcurrentDictionary<string, string> _known = new();

    private TileStatement(Dictionary<string, string> selects) => _selects = selects;

    /// <summary>The layers that have tiles, by name.</summary>
    public IReadOnlyCollection<string> Layers => _selects.Keys;

    /// <summary>
    /// Reads the <c>tile.sql</c> beside every layer's description; a layer with geometry that has none gets a plain
    /// one.
    /// </summary>
    public static TileStatement Load(LayerCatalog catalog) =>
        new(
            catalog
                .Layers.Select(l =>
                    (
                        l.Name,
                        Sql: catalog.FileOf(l.Name, "tile.sql") is { } file
                            ? File.ReadAllText(file).TrimEnd().TrimEnd(';')
                        : l.Geometry == GeometryKind.None ? null
                        : PlainSelect(l)
                    )
                )
                .Where(l => l.Sql is not null)
                .ToDictionary(l => l.Name, l => l.Sql!)
        );

    // What a layer holds, from the zoom on at which its features can be told apart; of more than fit, the first ones.
    private static string PlainSelect(LayerDescription layer)
    {
        var columns = layer.AllColumns.Where(c => c.Name is not ("opened_on" or "closed_on" or "source"));
        return $"""
            select x.id, {string.Join(", ", columns.Select(c => $"{Attribute(c)} as {c.Sql}"))},
              st_asmvtgeom(x.geom_3857, t.box, t.extent, t.buffer, true) as geom
            from tile t
            join longlin.{layer.Name} x on x.geom_3857 && t.wide
            where t.z >= 10
            order by x.id
            limit (select 20000 >> thin from tile)
            """;
    }

    // A tile holds texts, numbers and truth values: a day is the number yyyymmdd, as in the other layers.
    private static string Attribute(ColumnDescription column) =>
        column.Type switch
        {
            ColumnType.Date => $"to_char(x.{column.Sql}, 'YYYYMMDD')::int",
            ColumnType.Timestamp => $"to_char(x.{column.Sql} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            ColumnType.Money => $"x.{column.Sql}::float8",
            ColumnType.Texts => $"array_to_string(x.{column.Sql}, ',')",
            _ => $"x.{column.Sql}",
        };

    /// <summary>
    /// A statement without rows whose columns are those of a layer's features; parameters as in <see cref="For"/>.
    /// </summary>
    public string ColumnsOf(string layer) => $"{TileOf}\nselect * from (\n{_selects[layer]}\n) f limit 0";

    /// <summary>
    /// How many different features of a layer its tiles of one zoom hold: parameters are zoom, columns, rows and how
    /// thin each is.
    /// </summary>
    public string CountOf(string layer) =>
        "select count(distinct f.id) from unnest($2::int[], $3::int[], $4::int[]) as g (x, y, thin) cross "
        + "join lateral (\n"
        + $"{OfEach($"{TileOf}\nselect id from (\n{_selects[layer]}\n) s where geom is not null")}) f";

    /// <summary>
    /// The statement for many tiles of one zoom: parameters are zoom, columns, rows and how thin each is; a row a tile,
    /// in their order.
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="sizes">Not the tiles, but how many bytes each has.</param>
    public string ForMany(IReadOnlyList<string> layers, bool sizes = false) =>
        $"select {(sizes ? "octet_length(m.tile)" : "m.tile")} from unnest($2::int[], $3::int[], $4::int[]) "
        + $"with ordinality as g (x, y, thin, n) cross join lateral (\n{OfEach(For(layers))}\n) m (tile) order "
        + "by g.n";

    /// <summary>
    /// The step to try after a tile of some bytes was beyond the budget: as many further as halvings of the bytes are
    /// missing.
    /// </summary>
    public static int Thinner(int thin, int bytes) =>
        Math.Min(Thinnest, thin + Math.Max(1, (int)Math.Ceiling(Math.Log2((double)bytes / Budget))));

    private static string OfEach(string tile) =>
        tile.Replace("$2", "g.x", StringComparison.Ordinal)
            .Replace("$3", "g.y", StringComparison.Ordinal)
            .Replace("$4", "g.thin", StringComparison.Ordinal);

    /// <summary>
    /// The statement for these layers; parameters are zoom, column, row and how thin it is to be (0: whole).
    /// </summary>
    public string For(IReadOnlyList<string> layers)
    {
        var key = string.Join(',', layers);
        if (_known.TryGetValue(key, out var known))
            return known;
        // Clients ask for few combinations; whoever asks for all of them fills no memory.
        if (_known.Count >= 256)
            _known.Clear();
        return _known[key] = Make(layers);
    }

    private string Make(IReadOnlyList<string> layers)
    {
        StringBuilder sql = new(TileOf);
        sql.Append("\nselect ");
        // The offset keeps the condition out of the select: it would clip every shape twice.
        sql.AppendJoin(
            " || ",
            layers.Select(l =>
                $"coalesce((select st_asmvt(f, '{l}', {Extent}, 'geom', 'id') from (\n{_selects[l]}\noffset "
                + "0) f where f.geom is not null), '')"
            )
        );
        return sql.ToString();
    }
}
