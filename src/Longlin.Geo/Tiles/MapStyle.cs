using System.Globalization;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tiles;

/// <summary>The MapLibre style and the TileJSON, put together from the layers' folders.</summary>
public static class MapStyle
{
    /// <summary>
    /// The style: <c>tiles/style.json</c> with the layers of every <c>tiles/*/style.json</c>, drawn in the order of
    /// their <c>longlin:order</c>. A file names a colour of <c>tiles/palette.json</c>,
    /// <c>@notMet</c>; the style has the colour.
    /// </summary>
    /// <param name="catalog">The layers.</param>
    /// <param name="tiles">Which of them have tiles.</param>
    /// <param name="baseAddress">Scheme and host of the service, without a slash at its end.</param>
    /// <param name="bounds">West, south, east, north of what the tiles hold, EPSG:4490; null where nothing
    /// does.</param>
    /// <param name="basemap">Pictures beneath it all, where the office has some.</param>
    public static JsonObject Style(
        LayerCatalog catalog,
        TileStatement tiles,
        string baseAddress,
        double[]? bounds = null,
        Basemap? basemap = null
    )
    {
        var palette = Palette.Read(catalog.Folder);
        JsonNode Load(string file) => palette.Resolve(JsonNode.Parse(File.ReadAllText(file)))!;
        var style = Load(Path.Combine(catalog.Folder, "style.json")).AsObject();
        var layers = style["layers"]!.AsArray().Select(l => l!.DeepClone()).ToList();
        foreach (var file in tiles.Layers.Select(l => catalog.FileOf(l, "style.json")).OfType<string>())
            layers.AddRange(Load(file).AsArray().Select(l => l!.DeepClone()));
        style["layers"] = new JsonArray([.. layers.OrderBy(l => (double)l["metadata"]!["longlin:order"]!)]);
        style["metadata"] = palette.Resolve(Metadata(catalog, palette));
        style["sources"] = new JsonObject
        {
            ["longlin"] = new JsonObject
            {
                ["type"] = "vector",
                ["tiles"] = new JsonArray(
                    $"{baseAddress}/tiles/"
                        + $"{string.Join(',', tiles.Layers.Order(StringComparer.Ordinal))}/{{z}}/{{x}}/{{y}}.mvt"
                ),
                ["minzoom"] = 0,
                ["maxzoom"] = MaxZoom,
            },
        };
        if (bounds is not null)
            style["sources"]!["longlin"]!["bounds"] = new JsonArray([
                .. bounds.Select(b => (JsonNode)Math.Round(b, 6)),
            ]);
        if (basemap is not null)
        {
            style["sources"]!["basemap"] = new JsonObject
            {
                ["type"] = "raster",
                ["tileSize"] = 256,
                ["attribution"] = basemap.Attribution,
                [basemap.IsArchive ? "url" : "tiles"] = basemap.IsArchive
                    ? $"pmtiles://{basemap.Address}"
                    : new JsonArray(basemap.Address),
            };
            // Faint: the map's own meaning stays in front.
            style["layers"]!
                .AsArray()
                .Insert(
                    1,
                    new JsonObject
                    {
                        ["id"] = "basemap",
                        ["type"] = "raster",
                        ["source"] = "basemap",
                        ["paint"] = new JsonObject { ["raster-opacity"] = 0.6, ["raster-saturation"] = -0.5 },
                        ["metadata"] = new JsonObject { ["longlin:order"] = 1 },
                    }
                );
        }

        return style;
    }

    // What the page needs beside the drawing: which layers are switched on and off, what a line drawn in a layer snaps
    // to, and the colours that pictures are drawn in.
    private static JsonObject Metadata(LayerCatalog catalog, Palette palette) =>
        new()
        {
            ["longlin:switches"] = new JsonArray([
                .. catalog
                    .Layers.Where(l => l.Switch is not null)
                    .OrderBy(l => l.Switch!.Order)
                    .Select(l =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["layer"] = l.Name,
                                ["title"] = new JsonObject { ["zh"] = l.Switch!.Title.Zh, ["en"] = l.Switch.Title.En },
                                ["colour"] = l.Switch.Colour,
                                ["sign"] = l.Switch.Sign.ToString().ToLowerInvariant(),
                            }
                    ),
            ]),
            ["longlin:snaps"] = new JsonObject(
                catalog
                    .Layers.Where(l => l.SnapsTo.Count > 0)
                    .Select(l =>
                        KeyValuePair.Create(
                            l.Name,
                            (JsonNode?)new JsonArray([.. l.SnapsTo.Select(s => JsonValue.Create(s))])
                        )
                    )
            ),
            ["longlin:palette"] = new JsonObject(
                palette.Colours.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))
            ),
        };

    /// <summary>Deepest zoom that is asked for; beyond it the map enlarges.</summary>
    private const int MaxZoom = 16;

    /// <summary>TileJSON 3.0 of these layers, each with the attributes its features carry.</summary>
    public static JsonObject TileJson(
        LayerCatalog catalog,
        IReadOnlyDictionary<string, IReadOnlyList<string>> layers,
        string baseAddress,
        double[]? bounds,
        Bilingual? note,
        IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>>? leftOut = null
    ) =>
        new()
        {
            ["tilejson"] = "3.0.0",
            ["name"] = "Longlin Geo",
            ["description"] = note is null ? null : $"{note.Zh} {note.En}",
            ["tiles"] = new JsonArray($"{baseAddress}/tiles/{string.Join(',', layers.Keys)}/{{z}}/{{x}}/{{y}}.mvt"),
            ["minzoom"] = 0,
            ["maxzoom"] = MaxZoom,
            ["bounds"] = bounds is null ? null : new JsonArray([.. bounds.Select(b => (JsonNode)Math.Round(b, 6))]),
            ["vector_layers"] = new JsonArray([
                .. layers.Select(l =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = l.Key,
                            ["description"] = catalog[l.Key].Title.Zh,
                            ["fields"] = new JsonObject(
                                l.Value.Select(f =>
                                    KeyValuePair.Create(f, (JsonNode?)(catalog[l.Key].Column(f)?.Title.Zh ?? f))
                                )
                            ),
                            // Of the layer's features, the share that the tiles of a zoom leave out; null where it was
                            // not counted.
                            ["longlin:leftOut"] = leftOut?.GetValueOrDefault(l.Key) is { } shares
                                ? new JsonObject(
                                    shares
                                        .OrderBy(s => s.Key)
                                        .Select(s =>
                                            KeyValuePair.Create(
                                                s.Key.ToString(CultureInfo.InvariantCulture),
                                                (JsonNode?)s.Value
                                            )
                                        )
                                )
                                : null,
                        }
                ),
            ]),
        };
}
