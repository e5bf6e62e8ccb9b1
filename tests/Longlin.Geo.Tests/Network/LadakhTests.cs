using System.IO.Compression;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Fixes;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Network;

/// <summary>A mountain territory as it was published; an independent program knows the answers.</summary>
public class LadakhTests
{
    [Fact]
    public void Sixty_two_of_558_hamlets_are_passable_once_shared_vertices_are_junctions()
    {
        var standard = RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), SharedData.Catalog);
        var reach = ReachComputation.Run(Read(standard.Network("access")), TestContext.Current.CancellationToken);
        Assert.Equal(558, reach.Places.Count);
        Assert.Equal(62, reach.Places.Count(p => p.Definite.Contains(new DateOnly(2018, 12, 31).DayNumber)));
    }

    [Fact]
    public void The_first_fifty_breaks_free_253_hamlets_and_at_most_267_free_all_that_breaks_can()
    {
        var standard = RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), SharedData.Catalog);
        var (input, households) = ReadWithHouseholds(standard.Network("access"));
        var reach = ReachComputation.Run(input, TestContext.Current.CancellationToken);
        var day = new DateOnly(2018, 12, 31).DayNumber;
        var breaks = reach.BreaksOn(day, households);
        var queued = breaks.Where(b => b.Order is not null).OrderBy(b => b.Order).ToList();
        Assert.Equal(Enumerable.Range(1, queued.Count), queued.Select(b => b.Order!.Value));
        Assert.InRange(queued.Count, 1, 267);
        Assert.InRange(Joined(input, queued.Take(50)), 253, 543);
        Assert.InRange(Joined(input, queued), 543, 558);
        // What a break frees alone is what a short road across it frees.
        foreach (var one in breaks.Where(b => b.Places.Count > 0).Take(3))
            Assert.Equal(62 + one.Places.Count, Joined(input, [one]));
    }

    // How many are served when the breaks are mended by short roads.
    private static int Joined(NetworkInput input, IEnumerable<SuspectedBreak> breaks)
    {
        // A crossing is mended by a road without length.
        var mended = breaks.Select(
            (b, i) =>
                new Link(
                    10_000 + i,
                    b.IsCrossing ? [.. b.Line, .. b.Line] : b.Line,
                    DateSet.Always,
                    DateSet.Always,
                    DateSet.Always
                )
        );
        var reach = ReachComputation.Run(
            input with
            {
                Links = [.. input.Links, .. mended],
            },
            TestContext.Current.CancellationToken
        );
        return reach.Places.Count(p => p.Definite.Contains(0));
    }

    /// <summary>The hamlets of 20 households and more, and the roads, all of them good enough.</summary>
    private static NetworkInput Read(ServiceRule access) => ReadWithHouseholds(access).Input;

    private static (NetworkInput Input, List<int> Households) ReadWithHouseholds(ServiceRule access)
    {
        List<SourcePoint> seats = [];
        foreach (var area in Features(File.OpenRead(SharedData.Need("ladakh/areas.geojson"))))
        {
            var properties = area.GetProperty("properties");
            if (properties.GetProperty("level").GetString() == access.Seats!.Level)
                seats.Add(
                    new(
                        seats.Count,
                        [
                            properties.GetProperty("seat_lon").GetDouble(),
                            properties.GetProperty("seat_lat").GetDouble(),
                        ],
                        access.Seats.JoinMetres,
                        DateSet.Always,
                        DateSet.Always
                    )
                );
        }

        List<Place> places = [];
        List<int> households = [];
        foreach (var hamlet in Features(File.OpenRead(SharedData.Need("ladakh/hamlets.geojson"))))
        {
            if (hamlet.GetProperty("properties").GetProperty("households").GetInt32() < 20)
                continue;
            households.Add(hamlet.GetProperty("properties").GetProperty("households").GetInt32());
            var at = hamlet.GetProperty("geometry").GetProperty("coordinates");
            places.Add(
                new(
                    places.Count,
                    at[0].GetDouble(),
                    at[1].GetDouble(),
                    access.ReachMetres,
                    access.FootprintReachMetres,
                    null,
                    false,
                    DateSet.Always
                )
            );
        }

        List<Link> links = [];
        using var zip = ZipFile.OpenRead(SharedData.Need("ladakh/roads.geojson.zip"));
        foreach (var road in Features(zip.Entries[0].Open()))
        {
            var shape = road.GetProperty("geometry");
            var lines = shape.GetProperty("coordinates");
            List<JsonElement> parts =
                shape.GetProperty("type").GetString() == "LineString" ? [lines] : [.. lines.EnumerateArray()];
            foreach (var part in parts)
                links.Add(
                    new(
                        links.Count,
                        [.. part.EnumerateArray().SelectMany(p => new[] { p[0].GetDouble(), p[1].GetDouble() })],
                        DateSet.Always,
                        DateSet.Always,
                        DateSet.Always
                    )
                );
        }

        return (new(links, seats, [], places, LinksServe: true), households);
    }

    private static List<JsonElement> Features(Stream stream)
    {
        using (stream)
            return [.. JsonDocument.Parse(stream).RootElement.GetProperty("features").EnumerateArray()];
    }
}
