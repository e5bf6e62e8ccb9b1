using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Planning;

namespace Longlin.Geo.Tests.Planning;

/// <summary>The extension tree against J. B. Kruskal's way of making the same tree.</summary>
public class ExtensionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_extension_is_as_short_as_the_minimum_spanning_tree()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            Wanting[] wanting =
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(_ => new Wanting(
                        105 + random.NextDouble() * 0.1,
                        24.7 + random.NextDouble() * 0.1,
                        random.Next(1, 100),
                        random.NextDouble() < 0.3 ? double.PositiveInfinity : random.NextDouble() * 9000
                    )),
            ];
            List<(double Metres, int A, int B)> edges =
            [
                .. Enumerable
                    .Range(0, 30)
                    .Where(i => double.IsFinite(wanting[i].Metres))
                    .Select(i => (wanting[i].Metres, i, 30)),
            ];
            for (var a = 0; a < 30; a++)
            {
                for (var b = 0; b < a; b++)
                    edges.Add(
                        (Geodesy.DistanceMetres(wanting[a].Lon, wanting[a].Lat, wanting[b].Lon, wanting[b].Lat), a, b)
                    );
            }

            DisjointSets sets = new(31);
            var least = 0.0;
            foreach (var (metres, a, b) in edges.OrderBy(e => e.Metres))
            {
                if (sets.Find(a) == sets.Find(b))
                    continue;
                sets.Join(a, b);
                least += metres;
            }

            var all = Extension.All(wanting, Token);
            Assert.Equal(30, all.Select(j => j.Place).Distinct().Count());
            Assert.Equal(least, all.Sum(j => j.Metres), 0.001);
            Assert.All(
                all,
                j =>
                    Assert.True(
                        j.From is null || all.TakeWhile(x => x != j).Any(x => x.Place == j.From),
                        "a place is joined to one before it"
                    )
            );
        }
    }

    [Fact]
    public void The_next_best_hamlet_connects_the_most_households_per_metre_given_the_hamlets_connected_before()
    {
        Wanting[] wanting = [new(105, 24.7, 10, 5000), new(105.001, 24.7, 100, 5100), new(105.2, 24.7, 1, 1000)];
        Assert.Equal(
            [(1, (int?)null), (0, 1), (2, null)],
            Extension.NextBest(wanting, 3, Token).Select(j => (j.Place, j.From))
        );
        Assert.Single(Extension.NextBest(wanting, 1, Token));
    }

    [Fact]
    public void Without_a_served_hamlet_nothing_can_be_connected() =>
        Assert.Empty(Extension.All([new(105, 24.7, 10, double.PositiveInfinity)], Token));
}
