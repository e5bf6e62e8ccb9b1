using System.Globalization;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// OpenStreetMap extracts (.osm.pbf), EPSG:4326: roads split at the nodes they share, places, power and facilities by
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

    public static SourceFile Open(string file, Model.LayerDescription layer) =>
        new(Later(file, layer.Name), "EPSG:4326", Model.Bilingual.Same("UTF-8"))
        {
            CrsReason = Model.Bilingual.Same("OSM"),
        };

    // Nothing is read until the rows are asked for. A damaged block shows as soon as it is reached.
    private static IEnumerable<RawRow> Later(string file, string layer)
    {
        using var rows = Rows(file, layer).GetEnumerator();
        while (true)
        {
            RawRow row;
            try
            {
                if (!rows.MoveNext())
                    yield break;
                row = rows.Current;
            }
            catch (Exception e)
                when (e.GetType() == typeof(Exception)
                    || e
                        is InvalidDataException
                            or IOException
                            or ProtoBuf.ProtoException
                            or OverflowException
                            or ArgumentException
                            or IndexOutOfRangeException
                            or NullReferenceException
                            or InvalidOperationException
                            or NotSupportedException
                            or OutOfMemoryException
                            or FormatException
                            or InvalidCastException
                )
            {
                // The library reports damage by many exceptions, the plainest among them, and an absurd length by
                // asking for too much memory.
                throw new ImportException(
                    file,
                    new($"不是可读的 .osm.pbf：{e.Message}", $"Not a readable .osm.pbf: {e.Message}"),
                    e
                );
            }

            yield return row;
        }
    }

    private static IEnumerable<RawRow> Rows(string file, string layer) =>
        layer switch
        {
            "roads" => Roads(file),
            "hamlets" => Nodes(file, t => t.TryGetValue("place", out var p) && HamletPlaces.Contains(p) ? "" : null),
            "areas" => Nodes(file, t => t.TryGetValue("place", out var p) && TownPlaces.Contains(p) ? "" : null),
            "power" => Power(file),
            "facilities" => Nodes(file, FacilityKind),
            _ => throw new ImportException(
                file,
                new(
                    "OSM 只能导入 roads、hamlets、areas、power、facilities。",
                    "OSM holds roads, hamlets, areas, power and facilities only."
                )
            ),
        };

    private static IEnumerable<RawRow> Roads(string file)
    {
        bool Wanted(TagsCollectionBase t) =>
            t.TryGetValue("highway", out var h)
            && RoadClasses.ContainsKey(h.Replace("_link", "", StringComparison.Ordinal))
            && !(t.TryGetValue("area", out var area) && area == "yes");
        var nodes = OsmNodes.Of(file, Wanted);
        long row = 0;
        foreach (var (id, members, tags) in OsmNodes.Ways(file, Wanted))
        {
            var known = Array.FindAll(Array.ConvertAll(members, nodes.Find), n => n >= 0);
            var (start, piece) = (0, 0);
            for (var i = 1; i < known.Length; i++)
            {
                if (i < known.Length - 1 && !nodes.IsShared(known[i]))
                    continue;
                var fields = Fields(tags);
                fields["code"] = $"w{id}-{++piece}";
                fields["class"] = RoadClasses[tags["highway"].Replace("_link", "", StringComparison.Ordinal)];
                fields["surface"] =
                    tags.TryGetValue("surface", out var surface) && Surfaces.Contains(surface) ? surface : null;
                fields["width"] =
                    tags.TryGetValue("width", out var width)
                    && double.TryParse(
                        width.Replace(" m", "", StringComparison.Ordinal),
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out var m
                    )
                        ? m
                        : null;
                var line = Array.ConvertAll(known[start..(i + 1)], nodes.At);
                start = i;
                yield return RawRow.Of(++row, fields, new LineString(line));
            }
        }
    }

    private static IEnumerable<RawRow> Power(string file)
    {
        long row = 0;
        string? Kind(TagsCollectionBase t) =>
            t.TryGetValue("power", out var p)
                ? p switch
                {
                    "line" or "minor_line" or "cable" => "line",
                    "substation" or "sub_station" or "station" or "plant" => "substation",
                    "transformer" => "transformer",
                    _ => null,
                }
                : null;
        var nodes = OsmNodes.Of(file, t => Kind(t) is not null);
        foreach (var (id, members, tags) in OsmNodes.Ways(file, t => Kind(t) is not null))
        {
            var points = Array.ConvertAll(Array.FindAll(Array.ConvertAll(members, nodes.Find), n => n >= 0), nodes.At);
            if (points.Length < 2)
                continue;
            var kind = Kind(tags)!;
            var fields = Fields(tags);
            (fields["code"], fields["kind"]) = ($"w{id}", kind);
            if (
                tags.TryGetValue("voltage", out var volts)
                && double.TryParse(volts.Split(';')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            )
                fields["voltage_kv"] = v / 1000;
            LineString line = new(points);
            yield return RawRow.Of(++row, fields, kind == "line" ? line : line.Centroid);
        }

        foreach (var node in Nodes(file, Kind))
            yield return node with
            {
                Row = ++row,
            };
    }

    private static IEnumerable<RawRow> Nodes(string file, Func<TagsCollectionBase, string?> kindOf)
    {
        using var stream = File.OpenRead(file);
        long row = 0;
        foreach (var item in new PBFOsmStreamSource(stream))
        {
            if (
                item is not Node { Latitude: { } lat, Longitude: { } lon, Tags: { } tags } node
                || kindOf(tags) is not { } kind
            )
                continue;
            var fields = Fields(tags);
            fields["code"] = $"n{node.Id}";
            if (kind.Length > 0)
                fields["kind"] = kind;
            yield return RawRow.Of(++row, fields, new Point(lon, lat));
        }
    }

    private static string? FacilityKind(TagsCollectionBase tags)
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
    private static Dictionary<string, object?> Fields(TagsCollectionBase tags)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (var key in (ReadOnlySpan<string>)["name", "place", "highway"])
        {
            if (tags.TryGetValue(key, out var value))
                fields[key] = value;
        }

        return fields;
    }
}
