using System.Globalization;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// OpenStreetMap extracts (.osm.pbf, .osm, .osm.gz), EPSG:4326: roads split at the nodes they share, places, power
/// and facilities by
/// their tags.
/// </summary>
internal static class OsmReader
{
    private static readonly Dictionary<string, string> RoadClasses = new()
    {
        ["motorway"] = "G",
        ["trunk"] = "G",
        ["primary"] = "G",
        ["secondary"] = "S",
        ["tertiary"] = "X",
        ["unclassified"] = "Y",
        ["residential"] = "C",
        ["living_street"] = "C",
        ["service"] = "C",
        ["track"] = "C",
        ["road"] = "C",
    };

    private static readonly string[] HamletPlaces =
    [
        "village",
        "hamlet",
        "isolated_dwelling",
        "locality",
        "farm",
        "neighbourhood",
        "suburb",
        "quarter",
    ];
    private static readonly string[] TownPlaces = ["town", "city"];

    // Words of the tag surface that the catalogue's own words do not hold; "paved" and unknown words say nothing
    // certain.
    private static readonly HashSet<string> Surfaces =
    [
        "asphalt",
        "concrete",
        "sett",
        "paving_stones",
        "cobblestone",
        "bricks",
        "gravel",
        "fine_gravel",
        "pebblestone",
        "compacted",
        "chipseal",
        "dirt",
        "earth",
        "ground",
        "mud",
        "sand",
        "unpaved",
        "stone",
    ];

    public static SourceFile Open(string file, Model.LayerDescription layer)
    {
        OsmSkipped skipped = new();
        return new(Later(file, layer.Name, skipped), "EPSG:4326", Model.Bilingual.Same("UTF-8"))
        {
            CrsReason = Model.Bilingual.Same("OSM"),
            Skipped = skipped.Notes,
        };
    }

    // Nothing is read until the rows are asked for. A damaged block shows as soon as it is reached.
    private static IEnumerable<RawRow> Later(string file, string layer, OsmSkipped skipped)
    {
        using var rows = Rows(file, layer, skipped).GetEnumerator();
        while (true)
        {
            RawRow row;
            try
            {
                if (!rows.MoveNext())
                    yield break;
                row = rows.Current;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new ImportException(
                    file,
                    new(
                        "不是可读的 OpenStreetMap 文件，或已损坏、不完整。",
                        "Not a readable OpenStreetMap file, or it is damaged or cut off."
                    ),
                    e
                );
            }

            yield return row;
        }
    }

    private static IEnumerable<OsmItem> Items(string file) =>
        file.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase) ? OsmPbf.Read(file) : OsmXml.Read(file);

    private static IEnumerable<RawRow> Rows(string file, string layer, OsmSkipped skipped) =>
        layer switch
        {
            "roads" => Roads(file, skipped),
            "hamlets" => Places(file, t => Place(t, HamletPlaces), AreaUse.Polygon, skipped),
            "areas" => Places(file, t => Place(t, TownPlaces), AreaUse.None, skipped),
            "power" => Power(file, skipped),
            "facilities" => Places(file, FacilityKind, AreaUse.Point, skipped),
            _ => throw new ImportException(
                file,
                new(
                    "OSM 只能导入 roads、hamlets、areas、power、facilities。",
                    "OSM holds roads, hamlets, areas, power and facilities only."
                )
            ),
        };

    private static string? Place(IReadOnlyDictionary<string, string> tags, string[] kinds) =>
        tags.TryGetValue("place", out var place) && kinds.Contains(place) ? "" : null;

    private static IEnumerable<RawRow> Roads(string file, OsmSkipped skipped)
    {
        static bool Wanted(IReadOnlyDictionary<string, string> t) =>
            t.TryGetValue("highway", out var h)
            && RoadClasses.ContainsKey(h.Replace("_link", "", StringComparison.Ordinal))
            && t.GetValueOrDefault("area") != "yes"
            && OsmPassages.Way(t) != OsmPassage.Closed;
        var nodes = OsmNodes.Of(() => Items(file), Wanted);
        long row = 0;
        foreach (var way in Items(file).Where(i => i.Kind == OsmKind.Way))
        {
            if (!Wanted(way.Tags))
            {
                if (way.Tags.TryGetValue("highway", out var other))
                    skipped.Road(
                        way.Tags,
                        RoadClasses.ContainsKey(other.Replace("_link", "", StringComparison.Ordinal))
                    );
                continue;
            }

            var (pieces, isCut) = OsmPieces.Of(way.Members!, nodes);
            if (isCut)
                skipped.Cut(way.Id);
            for (var piece = 0; piece < pieces.Count; piece++)
            {
                var fields = Fields(way.Tags);
                fields["code"] = $"w{way.Id}-{piece + 1}";
                fields["class"] = RoadClasses[way.Tags["highway"].Replace("_link", "", StringComparison.Ordinal)];
                var isOpen = pieces[piece].Passage == OsmPassage.Open && OsmPassages.Way(way.Tags) == OsmPassage.Open;
                fields["surface"] = isOpen ? Surface(way.Tags) : null;
                fields["width"] =
                    way.Tags.TryGetValue("width", out var width)
                    && double.TryParse(
                        width.Replace(" m", "", StringComparison.Ordinal),
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out var m
                    )
                        ? m
                        : null;
                if (!isOpen)
                    skipped.Unknown();
                yield return RawRow.Of(++row, fields, new LineString(pieces[piece].Line));
            }
        }
    }

    // Concrete plates and lanes are concrete; several surfaces in one tag say nothing certain.
    private static string? Surface(IReadOnlyDictionary<string, string> tags)
    {
        if (!tags.TryGetValue("surface", out var surface))
            return null;
        var word = surface.Trim().ToLowerInvariant();
        if (word is "concrete:plates" or "concrete:lanes")
            return "concrete";
        return Surfaces.Contains(word) ? word : null;
    }

    private static IEnumerable<RawRow> Power(string file, OsmSkipped skipped)
    {
        long row = 0;
        static string? Kind(IReadOnlyDictionary<string, string> t) =>
            t.TryGetValue("power", out var p)
                ? p switch
                {
                    "line" or "minor_line" or "cable" => "line",
                    "substation" or "sub_station" or "station" or "plant" => "substation",
                    "transformer" => "transformer",
                    _ => null,
                }
                : null;
        var nodes = OsmNodes.Of(() => Items(file), t => Kind(t) is not null);
        foreach (var item in Items(file))
        {
            if (item.Kind == OsmKind.Node || Kind(item.Tags) is not { } kind)
                continue;
            if (item.Kind == OsmKind.Relation)
            {
                skipped.Relation();
                continue;
            }

            var fields = Fields(item.Tags);
            fields["kind"] = kind;
            if (
                item.Tags.TryGetValue("voltage", out var volts)
                && double.TryParse(volts.Split(';')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            )
                fields["voltage_kv"] = v / 1000;
            var (runs, isCut) = OsmPieces.Runs(item.Members!, nodes);
            if (isCut)
                skipped.Cut(item.Id);
            if (kind != "line")
            {
                if (runs.Count == 0)
                    continue;
                fields["code"] = $"w{item.Id}";
                yield return RawRow.Of(++row, fields, new LineString(Array.ConvertAll(runs[0], nodes.At)).Centroid);
                continue;
            }

            for (var run = 0; run < runs.Count; run++)
            {
                Dictionary<string, object?> own = new(fields)
                {
                    ["code"] = runs.Count == 1 ? $"w{item.Id}" : $"w{item.Id}-{run + 1}",
                };
                yield return RawRow.Of(++row, own, new LineString(Array.ConvertAll(runs[run], nodes.At)));
            }
        }

        foreach (var node in Items(file))
        {
            if (node.Kind != OsmKind.Node || Kind(node.Tags) is not { } kind)
                continue;
            var fields = Fields(node.Tags);
            (fields["code"], fields["kind"]) = ($"n{node.Id}", kind);
            yield return RawRow.Of(++row, fields, new Point(OsmNodes.At(node)));
        }
    }

    // What becomes of a place that is drawn as an area.
    private enum AreaUse
    {
        /// <summary>It is left out: the middle of a settlement is no seat.</summary>
        None,

        /// <summary>A point inside it is taken.</summary>
        Point,

        /// <summary>Its outline is taken.</summary>
        Polygon,
    }

    private static IEnumerable<RawRow> Places(
        string file,
        Func<IReadOnlyDictionary<string, string>, string?> kindOf,
        AreaUse use,
        OsmSkipped skipped
    )
    {
        long row = 0;
        var nodes = use == AreaUse.None ? null : OsmNodes.Of(() => Items(file), t => kindOf(t) is not null);
        foreach (var item in Items(file))
        {
            if (kindOf(item.Tags) is not { } kind)
                continue;
            Geometry? place = item.Kind == OsmKind.Node ? new Point(OsmNodes.At(item)) : null;
            if (item.Kind == OsmKind.Way && nodes is not null && Outline(item, nodes) is { } outline)
                place = use == AreaUse.Polygon ? outline : outline.InteriorPoint;
            if (place is null)
            {
                if (item.Kind == OsmKind.Relation)
                    skipped.Relation();
                else
                    skipped.Area(item.Id);
                continue;
            }

            var fields = Fields(item.Tags);
            fields["code"] = $"{(item.Kind == OsmKind.Node ? 'n' : 'w')}{item.Id}";
            if (kind.Length > 0)
                fields["kind"] = kind;
            yield return RawRow.Of(++row, fields, place);
        }
    }

    // The polygon of a closed way whose nodes are all there; null of any other.
    private static Polygon? Outline(OsmItem way, OsmNodes nodes)
    {
        var (runs, isCut) = OsmPieces.Runs(way.Members!, nodes);
        return !isCut && runs is [{ Length: >= 4 } ring] && ring[0] == ring[^1]
            ? new Polygon(new LinearRing(Array.ConvertAll(ring, nodes.At)))
            : null;
    }

    private static string? FacilityKind(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.TryGetValue("highway", out var highway) && highway == "bus_stop")
            return "bus_stop";
        return tags.TryGetValue("amenity", out var amenity)
            ? amenity switch
            {
                "school" => "school",
                "clinic" or "doctors" => "clinic",
                "hospital" => "hospital",
                "bank" => "finance",
                "bus_station" => "bus_stop",
                _ => null,
            }
            : null;
    }

    // Only the tags that mean the same as a column; a road's tag "surface" or "width" is set apart above.
    private static Dictionary<string, object?> Fields(IReadOnlyDictionary<string, string> tags)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (var key in (ReadOnlySpan<string>)["name", "place", "highway"])
        {
            if (tags.TryGetValue(key, out var value))
                fields[key] = value;
        }

        if (!fields.ContainsKey("name") && tags.TryGetValue("name:zh", out var chinese))
            fields["name"] = chinese;
        return fields;
    }
}
