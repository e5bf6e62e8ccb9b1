using CsCheck;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

/// <summary>
/// The one pass over all dates against the plain way: build the network of one day, search it, day by day.
/// </summary>
public class BruteForceTests
{
    private const int Side = 5;
    private const int Days = 12;

    private sealed record Edge(int A, int B, int From, int To, bool Unknown);

    private static readonly Gen<Edge[]> Networks = Gen.Select(
            Gen.Int[0, Side * Side - 1],
            Gen.Bool,
            Gen.Int[-1, Days - 1],
            Gen.Int[1, Days + 3],
            Gen.Int[0, 5]
        )
        .Select(
            (node, right, from, length, kind) =>
                new Edge(
                    node,
                    right ? node + 1 : node + Side,
                    from < 0 ? int.MinValue : from,
                    Math.Max(0, from) + length > Days ? int.MaxValue : Math.Max(0, from) + length,
                    kind == 0
                )
        )
        .Where(e => (e.B == e.A + 1 && e.A % Side < Side - 1) || (e.B == e.A + Side && e.B < Side * Side))
        .Array[1, 40]
        .Select(edges => edges.DistinctBy(e => (e.A, e.B)).ToArray());

    private static (double X, double Y) Spot(int node) => (node % Side * 700, node / Side * 700);

    private static ReachComputation Compute(Edge[] edges) =>
        Run(
            [
                .. edges.Select(
                    (e, i) =>
                        Road(
                            i,
                            [Spot(e.A).X, Spot(e.A).Y, Spot(e.B).X, Spot(e.B).Y],
                            e.Unknown ? DateSet.Empty : DateSet.Between(e.From, e.To),
                            DateSet.Between(e.From, e.To)
                        )
                ),
            ],
            [Seat(-50, -50)],
            [.. Enumerable.Range(0, Side * Side).Select(n => Hamlet(n, Spot(n).X, Spot(n).Y))]
        );

    private static double[] Costs(Edge[] edges, int day)
    {
        var usable = edges.Where(e => !e.Unknown && day >= e.From && day < e.To).ToArray();
        var cost = new double[Side * Side];
        Array.Fill(cost, double.PositiveInfinity);
        HashSet<int> served = [];
        foreach (var e in usable.Where(e => e.A == 0))
            served.UnionWith([e.A, e.B]);
        for (var again = true; again; )
        {
            again = false;
            foreach (var e in usable.Where(e => served.Contains(e.A) != served.Contains(e.B)))
                again |= served.Add(e.A) | served.Add(e.B);
        }

        foreach (var n in served)
            cost[n] = 0;
        for (var again = true; again; )
        {
            again = false;
            foreach (var e in edges)
            {
                var weight = usable.Contains(e) ? 0 : 700.0;
                foreach (var (a, b) in (ReadOnlySpan<(int, int)>)[(e.A, e.B), (e.B, e.A)])
                {
                    if (cost[a] + weight < cost[b] - 1e-9)
                        (cost[b], again) = (cost[a] + weight, true);
                }
            }
        }

        return cost;
    }

    [Fact]
    public void Served_days_agree_with_a_search_on_every_single_day() =>
        Networks.Sample(
            edges =>
            {
                var reach = Compute(edges);
                for (var day = -1; day <= Days + 2; day++)
                {
                    var cost = Costs(edges, day);
                    for (var n = 0; n < Side * Side; n++)
                        Assert.Equal(
                            edges.Any(e => e.A == n || e.B == n) && cost[n] == 0,
                            reach.Places[n].Definite.Contains(day)
                        );
                }
            },
            iter: 400
        );

    [Fact]
    public void Metres_still_to_upgrade_agree_with_a_search_on_every_single_day() =>
        Networks.Sample(
            edges =>
            {
                var reach = Compute(edges);
                for (var day = 0; day <= Days; day++)
                {
                    var cost = Costs(edges, day);
                    var ways = reach.WaysOn(day, 10_000, CancellationToken.None);
                    for (var n = 0; n < Side * Side; n++)
                    {
                        if (reach.Places[n].Definite.Contains(day) || !edges.Any(e => e.A == n || e.B == n))
                            continue;
                        var way = ways[n]!.Cheapest;
                        if (double.IsInfinity(cost[n]) || way.Build > 0.5)
                            continue; // a path over new road is another test's
                        Assert.InRange(way.Upgrade, cost[n] - 3, cost[n] + 3);
                    }
                }
            },
            iter: 200
        );

    [Fact]
    public void The_input_order_does_not_matter() =>
        Networks.Sample(
            edges =>
            {
                var (one, other) = (Compute(edges), Compute([.. edges.Reverse()]));
                return one
                    .Places.Zip(other.Places)
                    .All(p => p.First.Definite.Equals(p.Second.Definite) && p.First.Possible.Equals(p.Second.Possible));
            },
            iter: 100
        );

    [Fact]
    public void A_new_usable_link_never_removes_a_served_day() =>
        Gen.Select(Networks, Gen.Int[0, Side * Side - 2])
            .Sample(
                (edges, node) =>
                {
                    if (node % Side == Side - 1)
                        return true;
                    var more = Compute([
                        .. edges.Where(e => (e.A, e.B) != (node, node + 1)),
                        new Edge(node, node + 1, int.MinValue, int.MaxValue, false),
                    ]);
                    return Compute(edges)
                        .Places.Zip(more.Places)
                        .All(p => p.First.Definite.Except(p.Second.Definite).IsEmpty);
                },
                iter: 100
            );

    [Fact]
    public void Days_certainly_served_are_among_the_days_possibly_served() =>
        Networks.Sample(edges => Compute(edges).Places.All(p => p.Definite.Except(p.Possible).IsEmpty), iter: 100);
}
