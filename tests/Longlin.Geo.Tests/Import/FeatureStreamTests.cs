using System.Text;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>A GeoJSON document read in pieces of any size: nothing depends on where a piece ends.</summary>
public class FeatureStreamTests
{
    private const int BufferBytes = 1 << 18;

    // Gives at most so many bytes at a time, as a network or a zip does.
    private sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, atOnce));
    }

    private static string Feature(string name) =>
        $$$"""{"type":"Feature","properties":{"name":"{{{name}}}"},"geometry":null}""";

    private static (string? Type, string? Crs, string?[] Names) Read(string text, int atOnce)
    {
        using var features = FeatureStream.Open("a.geojson", new Trickle(Encoding.UTF8.GetBytes(text), atOnce));
        List<string?> names = [];
        while (features.Next() is { } feature)
        {
            using (feature)
                names.Add(feature.RootElement.GetProperty("properties").GetProperty("name").GetString());
        }

        Assert.Null(features.Next());
        return (features.Type, features.Crs, [.. names]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void A_document_reads_the_same_in_pieces_of_any_size(string mark)
    {
        const string crs = """{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}""";
        var features = string.Join(',', Enumerable.Range(0, 4).Select(i => Feature($"屯{i}")));
        foreach (
            var text in (string[])
                [
                    $$$"""{"type":"FeatureCollection","crs":{{{crs}}},"features":[{{{features}}}],"more":{"type":"x"}}""",
                    $$$"""{"crs":{{{crs}}},"features":[{{{features}}}],"n":[1,2],"type":"FeatureCollection"}""",
                ]
        )
        {
            for (var atOnce = 1; atOnce < 300; atOnce += atOnce < 12 ? 1 : 29)
            {
                var (type, name, names) = Read(mark + text, atOnce);
                Assert.Equal((atOnce, "FeatureCollection", "EPSG:4490"), (atOnce, type, name));
                Assert.Equal(["屯0", "屯1", "屯2", "屯3"], names);
            }
        }
    }

    [Fact]
    public void A_feature_of_any_size_is_read_wherever_the_buffer_ends()
    {
        foreach (var around in (int[])[BufferBytes, 2 * BufferBytes, 5 * BufferBytes])
        {
            for (var more = -150; more <= 150; more += 30)
            {
                string[] names = [new('a', around + more), "b", new('c', 1000)];
                var text =
                    $$"""{"type":"FeatureCollection","features":[{{string.Join(',', names.Select(Feature))}}]}""";
                Assert.Equal(names, Read(text, int.MaxValue).Names);
            }
        }
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:EPSG::4490", "EPSG:4490")]
    [InlineData("urn:ogc:def:crs:EPSG:6.9:4544", "EPSG:4544")]
    [InlineData("epsg:4490", "EPSG:4490")]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326")]
    [InlineData("Xian 80", "Xian 80")]
    public void A_named_system_is_understood(string name, string crs) =>
        Assert.Equal(
            crs,
            Read($$$"""{"crs":{"type":"name","properties":{"name":"{{{name}}}"}},"features":[]}""", 7).Crs
        );

    [Theory]
    [InlineData("[1]", "array")]
    [InlineData("""{"type":1,"features":[]}""", "type")]
    [InlineData("""{"features":{}}""", "no array")]
    [InlineData("""{"type":"FeatureCollection","features":[{"a":1}""", "JSON")]
    [InlineData("""{"type":"FeatureCollection","features":[{"a":1}],"b""", "JSON")]
    [InlineData("""{"type":"FeatureCollection","features":[{"a" 1}]}""", "line 1")]
    public void A_document_that_is_no_GeoJSON_is_refused(string text, string reason)
    {
        var refused = Assert.Throws<ImportException>(() =>
        {
            using var features = FeatureStream.Open("a.geojson", new Trickle(Encoding.UTF8.GetBytes(text), 5));
            while (features.Next() is { } feature)
                feature.Dispose();
        });
        Assert.Contains(reason, refused.Reason.En, StringComparison.Ordinal);
    }
}
