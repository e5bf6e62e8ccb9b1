using System.Text.Json.Nodes;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Tests.Tiles;

/// <summary>The archive as its specification says, dedupes, and goes on after a stop.</summary>
public sealed class PmTilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-pmtiles-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "t.pmtiles");

    public void Dispose() => Directory.Delete(_folder, true);

    private static byte[] Content(int seed) => [.. Enumerable.Range(0, 40).Select(i => (byte)(seed + i))];

    [Fact]
    public void Tile_numbers_follow_the_specification()
    {
        Assert.Equal(
            [0UL, 1, 2, 3, 4, 5],
            ((int Z, int X, int Y)[])[(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0)] is var t
                ? t.Select(x => HilbertId.Of(x.Z, x.X, x.Y))
                : []
        );
        Assert.Equal(19_078_479UL, HilbertId.Of(12, 3423, 1763));
        Random random = new(1);
        for (var i = 0; i < 2_000; i++)
        {
            var z = random.Next(0, 20);
            var (x, y) = (random.Next(1 << z), random.Next(1 << z));
            Assert.Equal((z, x, y), HilbertId.To(HilbertId.Of(z, x, y)));
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(60_000)] // leaves are needed
    public void Tiles_round_trip_and_equal_contents_are_stored_once(int tiles)
    {
        using (var writer = PmTilesWriter.Open(Path, "a"))
        {
            for (var i = 0; i < tiles; i++)
                writer.Add((ulong)(i + i / 7), i % 5 == 4 ? [] : Content(i % 3));
            writer.Complete([104, 24, 106, 25], 0, 14, new JsonObject { ["name"] = "县" });
        }

        PmTilesReader reader = new(Path);
        var all = reader.Tiles().ToList();
        Assert.Equal(
            Enumerable.Range(0, tiles).Where(i => i % 5 != 4).Select(i => (ulong)(i + i / 7)),
            all.Select(t => t.Id)
        );
        Assert.All(
            all.Take(500).Zip(Enumerable.Range(0, tiles).Where(i => i % 5 != 4)),
            p => Assert.Equal(Content(p.Second % 3), p.First.Content)
        );
        Assert.Equal(((ulong)all.Count, 3UL), (reader.Counts.Tiles, reader.Counts.Contents));
        Assert.Equal("县", reader.Metadata["name"]!.GetValue<string>());
        Assert.Equal((0, 14), reader.Zooms);
        Assert.Equal(["t.pmtiles"], Directory.GetFiles(_folder).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void A_resumed_archive_is_identical_to_an_uninterrupted_one()
    {
        void Fill(PmTilesWriter writer, int from, int to)
        {
            for (var i = from; i < to; i++)
                writer.Add((ulong)i, Content(i % 11));
        }

        using (var whole = PmTilesWriter.Open(Path, "a"))
        {
            Fill(whole, 0, 300);
            whole.Complete([104, 24, 106, 25], 0, 14, []);
        }

        var bytes = File.ReadAllBytes(Path);
        File.Delete(Path);
        using (var first = PmTilesWriter.Open(Path, "a"))
        {
            Fill(first, 0, 120);
            first.Save();
        }

        // The last write was cut in the middle.
        using (var journal = File.Open(Path + ".journal", FileMode.Append))
            journal.Write([1, 2, 3]);
        using (var second = PmTilesWriter.Open(Path, "a"))
        {
            Assert.Equal(119UL, second.Last);
            Fill(second, 120, 300);
            second.Complete([104, 24, 106, 25], 0, 14, []);
        }

        Assert.Equal(bytes, File.ReadAllBytes(Path));
        using (var third = PmTilesWriter.Open(Path, "a"))
            Fill(third, 0, 5);
        using var other = PmTilesWriter.Open(Path, "b"); // another state of the store
        Assert.Null(other.Last);
    }
}
