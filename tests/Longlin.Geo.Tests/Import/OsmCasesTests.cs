using System.IO.Compression;
using System.Text;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Import;

/// <summary>Kinds of OpenStreetMap files, and what their tags and gaps mean.</summary>
public sealed class OsmCasesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private static (List<ImportedRow> Rows, IReadOnlyList<Bilingual> Notes) Read(string file, string layer)
    {
        using var importer = FileImporter.Open(new ImportOptions { File = file, Layer = SharedData.Catalog[layer] });
        List<ImportedRow> rows = [.. importer.Rows()];
        return (rows, importer.Notes);
    }

    private static string Refused(string file, string layer) =>
        Assert.Throws<ImportException>(() => Read(file, layer)).Text.En;

    private static Dictionary<string, FeatureRecord> Roads(string file) =>
        Read(file, "roads").Rows.ToDictionary(r => (string)r.Record!["code"]!, r => r.Record!);

    [Fact]
    public void Roads_are_read_with_their_surface_and_all_their_points()
    {
        var road = Roads(SharedData.Need("cases/o.osm.pbf"))["w1000-1"];
        Assert.Equal(("concrete", 3), (road["surface"], road.Geometry!.NumPoints));
        var start = road.Geometry.Coordinate;
        Assert.InRange(Geodesy.DistanceMetres(104.85, 24.85, start.X, start.Y), 0, 0.02);
    }

    [Fact]
    public void Nodes_beside_locations_on_ways_are_read() =>
        Assert.Equal(15, Read(SharedData.Need("cases/ol.osm.pbf"), "hamlets").Rows.Count);

    [Fact]
    public void Locations_on_ways_serve_where_the_nodes_are_left_out()
    {
        byte[] words = [.. Field(1, []), .. Field(1, "highway"u8), .. Field(1, "track"u8)];
        byte[] way =
        [
            1 << 3,
            7,
            .. Field(2, [1]),
            .. Field(3, [2]),
            .. Field(8, [2, 2]),
            .. Field(9, [.. Varint(2 * 247_000_000), 0]),
            .. Field(10, [.. Varint(2L * 1_051_000_000), .. Varint(2 * 100_000)]),
        ];
        byte[] block = [.. Field(1, words), .. Field(2, Field(3, way))];
        var file = Path.Combine(_folder, "a.osm.pbf");
        byte[] header = [.. Field(4, "OsmSchema-V0.6"u8), .. Field(5, "LocationsOnWays"u8)];
        File.WriteAllBytes(file, [.. Blob("OSMHeader", header), .. Blob("OSMData", block)]);
        var (rows, notes) = Read(file, "roads");
        var line = Assert.Single(rows).Record!.Geometry!;
        Assert.Equal(1012, Length(line), 3.0);
        Assert.Equal(105.11, line.Coordinates[^1].X, 1e-7);
        Assert.Empty(notes);
    }

    [Fact]
    public void Access_barriers_and_surfaces_mean_no_or_unknown()
    {
        var (rows, notes) = Read(SharedData.Need("cases/o.osm.pbf"), "roads");
        var roads = rows.ToDictionary(r => (string)r.Record!["code"]!, r => r.Record!);
        Assert.DoesNotContain(roads.Keys, k => k.StartsWith("w2000", StringComparison.Ordinal)); // access=no
        Assert.DoesNotContain(roads.Keys, k => k.StartsWith("w3000", StringComparison.Ordinal)); // motor_vehicle=no
        Assert.Null(roads["w4000-1"]["surface"]); // private
        Assert.Null(roads["w5000-1"]["surface"]); // under construction
        Assert.Equal("concrete", roads["w6000-1"]["surface"]);
        Assert.Equal("concrete", roads["w7000-1"]["surface"]);
        Assert.Null(roads["w8000-1"]["surface"]);
        Assert.Null(roads["w9000-1"]["surface"]);
        Assert.Equal("asphalt", roads["w10000-1"]["surface"]);
        Assert.Contains(notes, n => n.En == "2 roads closed to vehicles were left out");
        Assert.Contains(notes, n => n.En.StartsWith("2 pieces of road", StringComparison.Ordinal));

        // A block without access: the road ends two metres before it and begins two metres after it.
        var (before, after) = (roads["w12000-1"].Geometry!, roads["w12000-2"].Geometry!);
        var (end, start) = (before.Coordinates[^1], after.Coordinates[0]);
        Assert.Equal(4, Geodesy.DistanceMetres(end.X, end.Y, start.X, start.Y), 0.1);
        Assert.Equal(104.0, Math.Floor(before.Coordinates[0].X) - 1, 0.1);
    }

    [Fact]
    public void A_way_with_missing_nodes_is_cut_there_and_listed()
    {
        var (rows, notes) = Read(SharedData.Need("cases/o.osm.pbf"), "roads");
        var pieces = rows.Where(r => ((string)r.Record!["code"]!).StartsWith("w13000-", StringComparison.Ordinal))
            .Select(r => r.Record!.Geometry!)
            .ToList();
        Assert.Equal(2, pieces.Count);
        Assert.Equal(105.452964, pieces[0].Coordinates[^1].X, 1e-7);
        Assert.Equal(105.4667957, pieces[1].Coordinates[0].X, 1e-7);
        Assert.Contains(notes, n => n.En.Contains("w13000", StringComparison.Ordinal));
    }

    [Fact]
    public void Repeated_nodes_are_dropped_and_join_nothing()
    {
        var roads = Roads(SharedData.Need("cases/o.osm.pbf"));
        Assert.Equal(2, roads["w16000-1"].Geometry!.NumPoints);
        Assert.DoesNotContain("w16000-2", roads.Keys);
    }

    [Fact]
    public void Places_and_facilities_drawn_as_areas_are_taken()
    {
        var file = SharedData.Need("cases/o.osm.pbf");
        var hamlets = Read(file, "hamlets").Rows;
        Assert.IsType<Polygon>(Assert.Single(hamlets, r => (string?)r.Record?["code"] == "w14000").Record!.Geometry);
        Assert.Equal("重屯", Assert.Single(hamlets, r => (string?)r.Record?["code"] == "n16009").Record!["name"]);
        var school = Assert.Single(Read(file, "facilities").Rows).Record!;
        Assert.Equal(("school", "小学"), (school["kind"], school["name"]));
        Assert.InRange(school.Geometry!.Coordinate.X, 105.5, 105.501976);
    }

    [Theory]
    [InlineData("cases/oh.osm.pbf", "history file")]
    [InlineData("cases/olz4.osm.pbf", "lz4")]
    public void History_and_other_compressions_are_refused_with_a_way_out(string file, string what)
    {
        foreach (var layer in (string[])["roads", "hamlets"])
        {
            var message = Refused(SharedData.Need(file), layer);
            Assert.Contains(what, message, StringComparison.Ordinal);
            Assert.Contains("osmium", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a.osm")]
    [InlineData("a.osm.gz")]
    public void Xml_is_read_packed_or_not(string name)
    {
        const string text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <osm version="0.6">
              <node id="1" lat="24.7" lon="105.1"/>
              <node id="2" lat="24.7" lon="105.2"><tag k="barrier" v="gate"/></node>
              <node id="3" lat="24.7" lon="105.3"/>
              <node id="4" lat="24.7" lon="105.3"><tag k="place" v="hamlet"/><tag k="name" v="甲屯"/></node>
              <node id="5" lat="24.7" lon="105.4" action="delete"><tag k="place" v="hamlet"/></node>
              <way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="track"/><tag k="surface" v="gravel"/></way>
              <way id="8"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
            </osm>
            """;
        var file = Path.Combine(_folder, name);
        using (Stream to = File.Create(file))
        using (
            Stream packed = name.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(to, CompressionMode.Compress)
                : to
        )
            packed.Write(Encoding.UTF8.GetBytes(text));
        var (rows, notes) = Read(file, "roads");
        // A gate whose access nobody says: the road is whole, and two metres on either side are uncertain.
        Assert.Equal(["gravel", null, null, "gravel"], rows.Select(r => (string?)r.Record!["surface"]));
        Assert.Equal(20_236, rows.Sum(r => Length(r.Record!.Geometry!)), 20.0);
        Assert.Contains(notes, n => n.En == "1 footways and the like were left out");
        Assert.Equal("甲屯", Assert.Single(Read(file, "hamlets").Rows).Record!["name"]);
    }

    [Fact]
    public void A_file_whose_metadata_hold_only_version_and_time_is_read()
    {
        // The dense nodes of one place: string table, identity, version and time, latitude, longitude, tags.
        byte[] words = [.. Field(1, []), .. Field(1, "place"u8), .. Field(1, "hamlet"u8)];
        byte[] info = [.. Field(1, [1]), .. Field(2, [200, 1])];
        byte[] dense =
        [
            .. Field(1, Varint(2)),
            .. Field(5, info),
            .. Field(8, Varint(2 * 247_000_000)),
            .. Field(9, Varint(2L * 1_051_000_000)),
            .. Field(10, [1, 2, 0]),
        ];
        byte[] block = [.. Field(1, words), .. Field(2, Field(2, dense))];
        byte[] header = [.. Field(4, "OsmSchema-V0.6"u8), .. Field(4, "DenseNodes"u8)];
        var file = Path.Combine(_folder, "a.osm.pbf");
        File.WriteAllBytes(file, [.. Blob("OSMHeader", header), .. Blob("OSMData", block)]);
        var place = Assert.Single(Read(file, "hamlets").Rows).Record!.Geometry!.Coordinate;
        Assert.InRange(Geodesy.DistanceMetres(105.1, 24.7, place.X, place.Y), 0, 0.02);

        // Cut anywhere, the file is refused in our own words.
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            if (length != Blob("OSMHeader", header).Length)
                Assert.Contains("damaged or cut off", Refused(file, "hamlets"), StringComparison.Ordinal);
        }
    }

    private static double Length(Geometry line) =>
        line
            .Coordinates.Zip(line.Coordinates.Skip(1))
            .Sum(p => Geodesy.DistanceMetres(p.First.X, p.First.Y, p.Second.X, p.Second.Y));

    private static byte[] Blob(string type, byte[] data)
    {
        byte[] blob = Field(1, data);
        byte[] head = [.. Field(1, Encoding.UTF8.GetBytes(type)), 3 << 3, .. Varint(blob.Length)];
        return [0, 0, 0, (byte)head.Length, .. head, .. blob];
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> value) =>
        [(byte)(number << 3 | 2), .. Varint(value.Length), .. value];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value & 127 | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
