using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Relocation;

/// <summary>Ways over a grid of roads against all pairs found by Floyd and Warshall.</summary>
public class RoadDistancesTests
{
    private const double Step = 0.01;
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly ServiceRule Access = RulesFolder
        .Load(Path.Combine(ProjectRoot.Find(), "data"), SharedData.Catalog)
        .Services.Single(s => s.Service == "access");
    private static readonly DateOnly Day = new(2019, 12, 31);

    private static CountyData County(IReadOnlyList<Asset> roads) =>
        new(
            "451031",
            Day,
            "",
            new Dictionary<string, IReadOnlyList<Asset>> { ["roads"] = roads },
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [],
            [],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static Asset Road(int id, string? surface, DateOnly? opened, params Coordinate[] line) =>
        new(
            id,
            $"R{id}",
            "open",
            opened,
            null,
            Factory.CreateLineString(line),
            new Dictionary<string, object?> { ["surface"] = surface }
        );

    private static Coordinate At(int node) => new(105 + node % 5 * Step, 24.7 + node / 5 * Step);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Distances_on_a_grid_are_shortest_paths(int seed)
    {
        Random random = new(seed);
        List<Asset> roads = [];
        var all = new double[25, 25];
        for (var i = 0; i < 25; i++)
        for (var j = 0; j < 25; j++)
            all[i, j] = i == j ? 0 : double.PositiveInfinity;
        for (var node = 0; node < 25; node++)
        {
            foreach (var other in (int[])[node % 5 < 4 ? node + 1 : -1, node < 20 ? node + 5 : -1])
            {
                if (other < 0 || random.Next(4) == 0)
                    continue;
                // Earth roads and roads of next year are no way today.
                var (surface, opened) = random.Next(6) switch
                {
                    0 => ("earth", (DateOnly?)null),
                    1 => ("concrete", new DateOnly(2020, 6, 1)),
                    _ => ("concrete", null),
                };
                roads.Add(Road(roads.Count + 1, surface, opened, At(node), At(other)));
                if (surface != "concrete" || opened is not null)
                    continue;
                var metres = Geodesy.DistanceMetres(At(node).X, At(node).Y, At(other).X, At(other).Y);
                (all[node, other], all[other, node]) = (metres, metres);
            }
        }

        for (var k = 0; k < 25; k++)
        for (var i = 0; i < 25; i++)
        for (var j = 0; j < 25; j++)
            all[i, j] = Math.Min(all[i, j], all[i, k] + all[k, j]);
        (double, double)[] places = [.. Enumerable.Range(0, 25).Select(n => (At(n).X, At(n).Y))];
        var metresFound = new RoadDistances(Access, County(roads)).Metres(
            places,
            places,
            Day,
            RoadUse.Passable,
            TestContext.Current.CancellationToken
        );
        for (var i = 0; i < 25; i++)
        {
            for (var j = 0; j < 25; j++)
            {
                if (double.IsInfinity(all[i, j]))
                    Assert.True(double.IsInfinity(metresFound[i][j]), $"{i} to {j}");
                else
                    Assert.Equal(all[i, j], metresFound[i][j], 0.5);
            }
        }
    }

    [Fact]
    public void Without_a_passable_road_any_road_is_used_and_without_a_road_the_straight_line()
    {
        RoadDistances roads = new(
            Access,
            County([
                Road(1, "concrete", null, At(0), At(1)),
                Road(2, "earth", null, At(1), At(2)),
                Road(3, null, null, At(5), At(6)),
            ])
        );
        (double, double)[] from = [(At(0).X, At(0).Y)];
        var ways = roads.Ways(
            from,
            [(At(1).X, At(1).Y), (At(2).X, At(2).Y), (At(6).X, At(6).Y)],
            Day,
            1.5,
            TestContext.Current.CancellationToken
        )[0];
        Assert.Equal([WayKind.Road, WayKind.ExistingRoad, WayKind.StraightLine], ways.Select(w => w.Kind));
        Assert.Equal(Geodesy.DistanceMetres(At(0).X, At(0).Y, At(2).X, At(2).Y), ways[1].Metres, 1.0);
        Assert.Equal(1.5 * Geodesy.DistanceMetres(At(0).X, At(0).Y, At(6).X, At(6).Y), ways[2].Metres, 1e-6);
    }

    [Fact]
    public void The_distance_to_the_road_counts_and_nearby_places_are_linked_on_foot()
    {
        RoadDistances roads = new(Access, County([Road(1, "concrete", null, At(0), At(4))]));
        var north = Geodesy.MetresPerDegree(24.7).North;
        (double, double)[] places =
        [
            (105.005, 24.7 + 200 / north),
            (105.025, 24.7 - 100 / north),
            (105.006, 24.7 + 200 / north),
        ];
        var metres = roads.Metres([places[0]], places, Day, RoadUse.Passable, TestContext.Current.CancellationToken)[0];
        Assert.Equal(0, metres[0]);
        Assert.Equal(300 + Geodesy.DistanceMetres(105.005, 24.7, 105.025, 24.7), metres[1], 1.0);
        Assert.Equal(Geodesy.DistanceMetres(105.005, 24.7, 105.006, 24.7), metres[2], 0.5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_place_beside_a_road_can_go_to_either_end(bool reversed)
    {
        Coordinate[] line = reversed ? [At(1), At(0)] : [At(0), At(1)];
        RoadDistances roads = new(
            Access,
            County([
                Road(1, "concrete", null, line),
                Road(2, "concrete", null, At(1), At(6)),
                Road(3, "concrete", null, At(0), At(5)),
            ])
        );
        var at = 105 + Step / 4;
        (double, double)[] ends = [(At(5).X, At(5).Y), (At(6).X, At(6).Y)];
        var token = TestContext.Current.CancellationToken;
        var metres = roads.Metres([(at, 24.7)], ends, Day, RoadUse.Passable, token)[0];
        var (east, north) = Geodesy.MetresPerDegree(24.7);
        Assert.Equal(Step * (east / 4 + north), metres[0], 1.5);
        Assert.Equal(Step * (east * 3 / 4 + north), metres[1], 1.5);
        // The same way back.
        var back = roads.Metres(ends, [(at, 24.7)], Day, RoadUse.Passable, token);
        Assert.Equal(metres, back.Select(m => m[0]), (a, b) => Math.Abs(a - b) < 0.01);
    }
}
