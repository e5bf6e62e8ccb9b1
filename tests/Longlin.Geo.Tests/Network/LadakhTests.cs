using System.IO.Compression;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
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

    /// <summary>The hamlets of 20 households and more, and the roads, all of them good enough.</summary>
    internal static NetworkInput Read(ServiceRule access)
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
        foreach (var hamlet in Features(File.OpenRead(SharedData.Need("ladakh/hamlets.geojson"))))
        {
            if (hamlet.GetProperty("properties").GetProperty("households").GetInt32() < 20)
                continue;
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

        return new(links, seats, [], places, LinksServe: true);
    }

    private static List<JsonElement> Features(Stream stream)
    {
        using (stream)
            return [.. JsonDocument.Parse(stream).RootElement.GetProperty("features").EnumerateArray()];
    }
}
