using System.Security.Cryptography;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Demo;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Demo;

public class DemoTests
{
    private static readonly DemoFigures Figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
    private static readonly Lazy<Dictionary<string, IReadOnlyList<FeatureRecord>>> Default = new(() =>
        DemoCounty.Generate(Figures, Figures.DefaultHamlets, 20160329).ToDictionary(l => l.Layer, l => l.Rows)
    );

    private static async Task<string> HashAsync(int hamlets, long seed)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (layer, rows) in DemoCounty.Generate(Figures, hamlets, seed))
        {
            using MemoryStream bytes = new();
            await FeatureGeoJson.WriteAsync(
                bytes,
                SharedData.Catalog[layer],
                rows,
                CountyState.SyntheticNote,
                TestContext.Current.CancellationToken
            );
            all.AppendData(bytes.ToArray());
        }

        return Convert.ToHexString(all.GetHashAndReset());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_county_to_the_byte_and_another_seed_another()
    {
        var one = await HashAsync(300, 7);
        Assert.Equal(one, await HashAsync(300, 7));
        Assert.NotEqual(one, await HashAsync(300, 8));
    }

    [Fact]
    public void Totals_match_the_published_decision()
    {
        var hamlets = Default.Value["hamlets"];
        Assert.Equal(2600, hamlets.Count);
        Assert.Equal(335_667, hamlets.Sum(h => (int)h["population"]!));
        Assert.Equal(79_553, hamlets.Sum(h => (int)h["poor_population"]!));
        Assert.Equal(20_859, hamlets.Where(h => h["relocate"] is true).Sum(h => (int)h["population"]!));
        Assert.All(
            hamlets,
            h =>
                Assert.True(
                    h["households"] is null or >= 5 and <= 200 && (int)h["poor_population"]! <= (int)h["population"]!
                )
        );
    }

    [Fact]
    public void Townships_and_villages_have_their_real_names_and_88_villages_are_poor()
    {
        var areas = Default.Value["areas"];
        Assert.Equal(
            (1, 16, 175),
            (
                areas.Count(a => a["level"] is "county"),
                areas.Count(a => a["level"] is "township"),
                areas.Count(a => a["level"] is "village")
            )
        );
        Assert.Equal(88, areas.Count(a => a["poor_village"] is true));
        Assert.Contains(areas, a => a["code"] is "451031104" && a["name"] is "德峨镇");
    }

    [Fact]
    public void The_county_fills_its_bounding_box_and_every_shape_is_valid()
    {
        var county = Default.Value["areas"].Single(a => a["level"] is "county").Geometry!.EnvelopeInternal;
        Assert.Equal(
            (104.8, 105.7, 24.4, 25.0),
            (
                Math.Round(county.MinX, 4),
                Math.Round(county.MaxX, 4),
                Math.Round(county.MinY, 4),
                Math.Round(county.MaxY, 4)
            )
        );
        Assert.All(
            Default.Value.Values.SelectMany(l => l).Where(r => r.Geometry is not null),
            r => Assert.True(r.Geometry!.IsValid, (string?)r["code"])
        );
    }

    [Fact]
    public void About_twenty_thousand_roads_contain_the_defects_of_real_data()
    {
        var roads = Default.Value["roads"];
        Assert.InRange(roads.Count, 20_000, 21_000);
        Assert.Equal(["C", "G", "S", "X", "Y", "Z"], roads.Select(r => (string)r["class"]!).Distinct().Order());
        Assert.Contains(roads, r => r["surface"] is null);
        Assert.Contains(roads, r => r["status"] is "planned" && r["opened_on"] is DateOnly { Year: 2020 });
        Assert.Contains(
            roads,
            r =>
                r["surfaced_on"] is DateOnly hardened
                && r["opened_on"] is DateOnly opened
                && hardened.Year - opened.Year >= 5
        );
        Assert.All(roads, r => Assert.True(r["surfaced_on"] is null or DateOnly { Year: >= 2005 and <= 2019 }));
    }

    [Fact]
    public void Roads_that_cross_share_a_vertex_but_for_a_few_that_are_drawn_wrongly()
    {
        var crossings = Crossings(Default.Value["roads"]);
        Assert.InRange(crossings.Count, 5, 25);
    }

    [Theory]
    [InlineData(320, 1)]
    [InlineData(700, 8)]
    public void No_other_seed_brings_accidental_crossings(int hamlets, long seed) =>
        Assert.InRange(
            Crossings(DemoCounty.Generate(Figures, hamlets, seed).Single(l => l.Layer == "roads").Rows).Count,
            1,
            8
        );

    [Fact]
    public void Three_times_as_many_hamlets_find_their_places_and_roads()
    {
        var layers = DemoCounty.Generate(Figures, 7_800, 3).ToDictionary(l => l.Layer, l => l.Rows);
        Assert.Equal(7_800, layers["hamlets"].Select(h => h.Geometry!.Coordinate).Distinct().Count());
        Assert.Equal(20_859, layers["hamlets"].Where(h => h["relocate"] is true).Sum(h => (int)h["population"]!));
        Assert.InRange(layers["roads"].Count, 60_000, 60_200);
    }

    [Fact]
    public void Hamlets_keep_away_from_the_outline()
    {
        var outline = Default.Value["areas"].Single(a => a["level"] is "county").Geometry!;
        var rings = new[] { outline.Coordinates.SelectMany(c => new[] { c.X, c.Y }).ToArray() };
        Assert.All(
            Default.Value["hamlets"],
            h =>
            {
                var at = h.Geometry!.Coordinate;
                Assert.True(outline.Contains(h.Geometry));
                Assert.True(Geodesy.NearestOnLine(at.X, at.Y, rings[0]).DistanceMetres > 300, (string?)h["code"]);
            }
        );
    }

    [Fact]
    public void Gaps_of_up_to_thirty_metres_part_hamlets_from_roads_and_closures_stand_on_the_data_date()
    {
        var roads = Default.Value["roads"].Where(r => r["status"] is "open" && r["class"] is not "Z").ToList();
        var vertices = roads
            .SelectMany(r => r.Geometry!.Coordinates)
            .GroupBy(c => c)
            .ToDictionary(g => g.Key, g => g.Count());
        var lines = roads.ConvertAll(r => r.Geometry!.Coordinates.SelectMany(c => new[] { c.X, c.Y }).ToArray());
        LineIndex index = new([.. lines]);
        List<int> near = [];
        var gaps = 0;
        for (var i = 0; i < roads.Count; i++)
        {
            var start = roads[i].Geometry!.Coordinates[0];
            if (vertices[start] > 1)
                continue;
            near.Clear();
            index.Around(start.X, start.Y, 30, near);
            gaps += near.Exists(o => o != i) ? 1 : 0;
        }

        Assert.InRange(gaps, 8, 30);
        Assert.InRange(Default.Value["closures"].Count(c => Stands(c, Figures.DataDate)), 5, 20);

        static bool Stands(FeatureRecord closure, DateOnly day) =>
            (DateOnly)closure["closed_from"]! <= day && ((DateOnly?)closure["closed_to"] ?? DateOnly.MaxValue) > day;
    }

    [Fact]
    public void Places_left_behind_stand_empty_with_and_without_a_red_line_and_all_their_households_have_moved()
    {
        var empty = Default.Value["hamlets"].Where(h => h["closed_on"] is not null).ToList();
        Assert.InRange(empty.Count, 20, 50);
        var moved = Default.Value["moves"].ToLookup(m => (string)m["hamlet_code"]!);
        Assert.All(
            empty,
            h =>
                Assert.Equal(
                    (h["baseline_households"], h["population"], h["closed_on"]),
                    moved[(string)h["code"]!].Select(m => (m["households"], m["persons"], m["moved_on"])).Single()
                )
        );
        var lines = Default.Value["zones"].Where(z => z["kind"] is "vacated").ToList();
        Assert.All(lines, z => Assert.Contains(empty, h => z.Geometry!.Contains(h.Geometry)));
        Assert.InRange(empty.Count(h => lines.Exists(z => z.Geometry!.Contains(h.Geometry))), 10, empty.Count - 5);
    }

    [Fact]
    public void Two_demonstration_zones_are_as_large_as_the_decision_asks_and_one_is_not()
    {
        var living = Default.Value["hamlets"].Where(h => h["closed_on"] is null).ToList();
        var enough = Default
            .Value["zones"]
            .Where(z => z["kind"] is "demonstration")
            .Select(z =>
                living.Where(h => z.Geometry!.Contains(h.Geometry)).Sum(h => (int)h["poor_population"]!) >= 5_000
            );
        Assert.Equal([false, true, true], enough.Order());
    }

    [Fact]
    public void Pipes_run_from_a_spring_down_to_a_tank_and_streams_run_downhill_on_the_whole()
    {
        var water = Default.Value["water"].ToLookup(w => (string)w["kind"]!);
        Assert.Equal(
            ["channel", "cistern", "pipe", "pond", "pump", "reservoir", "source", "stream", "tank"],
            water.Select(w => w.Key).Order()
        );
        var (springs, tanks) = (At("source"), At("tank"));
        Assert.All(
            water["pipe"],
            p =>
            {
                Assert.Contains(p.Geometry!.Coordinates[0], springs);
                Assert.Contains(p.Geometry.Coordinates[^1], tanks);
            }
        );
        DemoTerrain ground = new(Figures, new DemoRandom(20160329));
        var (east, north) = Geodesy.MetresPerDegree((Figures.South + Figures.North) / 2);
        Assert.All(
            water["pipe"],
            p => Assert.True(Height(p.Geometry!.Coordinates[0]) > Height(p.Geometry.Coordinates[^1]) - 40)
        );
        var falling = water["stream"]
            .Count(s => Height(s.Geometry!.Coordinates[0]) > Height(s.Geometry.Coordinates[^1]));
        Assert.True(falling >= 0.95 * water["stream"].Count(), $"{falling} of {water["stream"].Count()}");

        HashSet<Coordinate> At(string kind) => [.. water[kind].Select(w => w.Geometry!.Coordinate)];

        double Height(Coordinate c) => ground.GroundAt(new((c.X - Figures.West) * east, (c.Y - Figures.South) * north));
    }

    // Every pair of roads whose segments cross in their insides, and that have no vertex in common.
    private static List<(string, string)> Crossings(IReadOnlyList<FeatureRecord> roads)
    {
        var boxes = roads.Select(r => r.Geometry!.EnvelopeInternal).ToArray();
        var lines = roads.Select(r => r.Geometry!.Coordinates).ToArray();
        int[] order = [.. Enumerable.Range(0, roads.Count).OrderBy(i => boxes[i].MinX)];
        List<(string, string)> found = [];
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && boxes[order[j]].MinX <= boxes[order[i]].MaxX; j++)
            {
                var (a, b) = (lines[order[i]], lines[order[j]]);
                if (boxes[order[i]].Intersects(boxes[order[j]]) && !a.Intersect(b).Any() && Cross(a, b))
                    found.Add(((string)roads[order[i]]["code"]!, (string)roads[order[j]]["code"]!));
            }
        }

        return found;

        static bool Cross(Coordinate[] a, Coordinate[] b)
        {
            for (var i = 1; i < a.Length; i++)
            {
                for (var j = 1; j < b.Length; j++)
                {
                    if (
                        Side(a[i - 1], a[i], b[j - 1]) * Side(a[i - 1], a[i], b[j]) < 0
                        && Side(b[j - 1], b[j], a[i - 1]) * Side(b[j - 1], b[j], a[i]) < 0
                    )
                        return true;
                }
            }

            return false;
        }

        static double Side(Coordinate a, Coordinate b, Coordinate c) =>
            (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
    }

    [Fact]
    public void Every_row_says_that_it_is_synthetic() =>
        Assert.All(Default.Value.Values.SelectMany(l => l), r => Assert.Equal(DemoCounty.Source, r["source"]));
}
