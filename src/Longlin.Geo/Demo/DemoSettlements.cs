using NetTopologySuite.Geometries;
using NetTopologySuite.Triangulate;

namespace Longlin.Geo.Demo;

/// <summary>A township with its seat, a node of the ground.</summary>
internal sealed record DemoTownship(string Code, string Name, int Node, Spot Seat);

/// <summary>A village with its committee.</summary>
internal sealed record DemoVillage(string Code, string Name, int Township, int Node, Spot Seat, bool Poor);

/// <summary>A hamlet; counts are settled after all are placed.</summary>
internal sealed record DemoHamlet(string Code, string Name, int Village, int Node, Spot Place, int Households)
{
    public int Population { get; set; }

    public int PoorPopulation { get; set; }

    public bool Relocate { get; set; }

    /// <summary>The day on which the last household left, where the hamlet stands empty.</summary>
    public DateOnly? VacatedOn { get; set; }
}

/// <summary>
/// Who lives where: townships and villages by their real names, hamlets invented, clustered in the valleys; totals as
/// the Decision gives them.
/// </summary>
internal sealed class DemoSettlements
{
    private const string First = "上下大小新老岩平那者弄龙岜坡塘田坝洞水石桥沙卡央达马木蛇常渭";
    private const string Second = "寨坪坝湾坡冲洞井弄上里江卜桃雄保浪合兴安良苗保管岭田楼";

    // Nobody lives at the very edge of the map: metres from the outline.
    private const double HamletsFromOutline = 600;
    private const double SeatsFromOutline = 1_000;

    private DemoSettlements(List<DemoTownship> townships, List<DemoVillage> villages, List<DemoHamlet> hamlets) =>
        (Townships, Villages, Hamlets) = (townships, villages, hamlets);

    public List<DemoTownship> Townships { get; }

    public List<DemoVillage> Villages { get; }

    public List<DemoHamlet> Hamlets { get; }

    public static DemoSettlements Make(
        DemoFigures figures,
        DemoTerrain terrain,
        DemoGround ground,
        DemoRandom random,
        int hamletCount
    )
    {
        var named = figures.All.Where(d => d.Code.Length == 9).ToList();
        var members = named.ConvertAll(t =>
            figures.All.Where(d => d.Code.Length == 12 && d.Code.StartsWith(t.Code, StringComparison.Ordinal)).ToList()
        );
        var (seats, weights) = Spread(terrain, random, [.. members.Select(m => m.Count)]);
        HashSet<int> taken = [];
        List<DemoTownship> townships =
        [
            .. named.Select(
                (t, i) =>
                {
                    var node = Lowest(ground, taken, seats[i]);
                    return new DemoTownship(t.Code, t.Name, node, ground.At(node));
                }
            ),
        ];
        var poor = Shuffled(random, members.Sum(m => m.Count)).Take(figures.PoorVillages).ToHashSet();
        List<DemoVillage> villages = [];
        for (var t = 0; t < townships.Count; t++)
        {
            foreach (var village in members[t])
            {
                bool Fits(int node, Spot s) =>
                    Nearest(s, seats, weights) == t
                    && ground.MarginAt(node) * ground.Cell >= SeatsFromOutline
                    && !taken.Contains(node);
                var at = Find(
                    random,
                    ground,
                    new Spot(terrain.Width / 2, terrain.Height / 2),
                    terrain.Width / 2,
                    600,
                    Fits,
                    (_, s) =>
                        Math.Min(
                            villages.Count == 0 ? 9e9 : villages.Min(v => v.Seat.To(s)),
                            townships.Min(o => o.Seat.To(s)) * 1.5
                        )
                        - 900 * terrain.HeightAt(s)
                );
                if (at < 0)
                    at = Lowest(ground, taken, seats[t].Plus(400 + villages.Count, 300));
                taken.Add(at);
                villages.Add(
                    new DemoVillage(village.Code, village.Name, t, at, ground.At(at), poor.Contains(villages.Count))
                );
            }
        }

        DemoSettlements made = new(townships, villages, PlaceHamlets(ground, random, villages, taken, hamletCount));
        made.CountPeople(figures, random);
        return made;
    }

    /// <summary>The hamlets that stand empty.</summary>
    public IEnumerable<DemoHamlet> Vacated() => Hamlets.Where(h => h.VacatedOn is not null);

    /// <summary>The nodes of all places.</summary>
    public IEnumerable<int> AllNodes() =>
        Townships.Select(t => t.Node).Concat(Villages.Select(v => v.Node)).Concat(Hamlets.Select(h => h.Node));

    /// <summary>The ground of each village: Voronoi cells of the seats within the outline.</summary>
    public Geometry[] VillageAreas(DemoTerrain terrain)
    {
        VoronoiDiagramBuilder builder = new();
        builder.SetSites(Villages.Select(v => terrain.At(v.Seat)).ToList());
        builder.ClipEnvelope = terrain.Area.EnvelopeInternal;
        var cells = builder.GetDiagram(terrain.Area.Factory);
        var areas = new Geometry[Villages.Count];
        for (var i = 0; i < cells.NumGeometries; i++)
        {
            var cell = cells.GetGeometryN(i);
            var at = Villages.FindIndex(v => cell.Contains(terrain.Point(v.Seat)));
            areas[at] = cell.Intersection(terrain.Area);
            areas[at].SRID = 4490;
        }

        return areas;
    }

    // A power diagram whose cells hold land in proportion to the number of villages.
    private static (Spot[] Seats, double[] Weights) Spread(DemoTerrain terrain, DemoRandom random, int[] sizes)
    {
        List<Spot> ground = [];
        for (var x = 400.0; x < terrain.Width; x += 1300)
        {
            for (var y = 400.0; y < terrain.Height; y += 1300)
            {
                if (terrain.Inside(new Spot(x, y)))
                    ground.Add(new Spot(x, y));
            }
        }

        List<Spot> seats = [];
        foreach (var _ in sizes)
            seats.Add(
                Enumerable
                    .Range(0, 40)
                    .Select(_ => random.Pick(ground))
                    .MaxBy(s => seats.Count == 0 ? 0 : seats.Min(o => o.To(s)))
            );
        var weights = new double[sizes.Length];
        var places = seats.ToArray();
        for (var round = 0; round < 60; round++)
        {
            var (count, x, y) = (new int[sizes.Length], new double[sizes.Length], new double[sizes.Length]);
            foreach (var spot in ground)
            {
                var at = Nearest(spot, places, weights);
                (count[at], x[at], y[at]) = (count[at] + 1, x[at] + spot.X, y[at] + spot.Y);
            }

            for (var i = 0; i < sizes.Length; i++)
            {
                var wanted = (double)ground.Count * sizes[i] / sizes.Sum();
                weights[i] += (wanted - count[i]) * 1300 * 1300 * 0.25;
                if (round < 40 && count[i] > 0)
                    places[i] = new Spot((places[i].X + x[i] / count[i]) / 2, (places[i].Y + y[i] / count[i]) / 2);
            }
        }

        return (places, weights);
    }

    private static int Nearest(Spot spot, Spot[] seats, double[] weights)
    {
        var (best, at) = (double.PositiveInfinity, 0);
        for (var i = 0; i < seats.Length; i++)
        {
            var d = seats[i].To(spot);
            if (d * d - weights[i] < best)
                (best, at) = (d * d - weights[i], i);
        }

        return at;
    }

    // The best of several random nodes that fit, or -1.
    private static int Find(
        DemoRandom random,
        DemoGround ground,
        Spot around,
        double spread,
        int tries,
        Func<int, Spot, bool> fits,
        Func<int, Spot, double> worth
    )
    {
        var best = (Node: -1, Worth: double.NegativeInfinity);
        for (var i = 0; i < tries; i++)
        {
            var node = ground.Nearest(around.Plus(random.Between(-spread, spread), random.Between(-spread, spread)));
            var spot = ground.At(node);
            if (!fits(node, spot))
                continue;
            var value = worth(node, spot);
            if (value > best.Worth)
                best = (node, value);
        }

        return best.Node;
    }

    // The lowest free node near a place, so that a township lies in a valley.
    private static int Lowest(DemoGround ground, HashSet<int> taken, Spot near)
    {
        var free = ground
            .Around(ground.Nearest(near), 400)
            .Where(n => ground.MarginAt(n) * ground.Cell >= SeatsFromOutline && !taken.Contains(n));
        var node = free.Take((int)Math.Max(40, 3.1e6 / (ground.Cell * ground.Cell))).MinBy(ground.HeightAt);
        taken.Add(node);
        return node;
    }

    private static List<DemoHamlet> PlaceHamlets(
        DemoGround ground,
        DemoRandom random,
        List<DemoVillage> villages,
        HashSet<int> occupied,
        int hamletCount
    )
    {
        var shares = Shares([.. villages.Select(_ => random.Between(0.5, 1.6))], hamletCount);
        var nearest = villages.ConvertAll(v =>
            villages.Where(o => o != v).OrderBy(o => o.Seat.To(v.Seat)).Take(12).ToArray()
        );
        List<DemoHamlet> hamlets = new(hamletCount);
        for (var v = 0; v < villages.Count; v++)
        {
            List<Spot> taken = [];
            HashSet<string> names = [];
            var reach = nearest[v][0].Seat.To(villages[v].Seat);
            for (var i = 0; i < shares[v]; i++)
            {
                bool IsFree(int node) =>
                    ground.MarginAt(node) * ground.Cell >= HamletsFromOutline && !occupied.Contains(node);
                bool Fits(int node, Spot s) =>
                    IsFree(node)
                    && taken.TrueForAll(o => o.To(s) > 230)
                    && nearest[v].All(o => o.Seat.To(s) > villages[v].Seat.To(s));
                var seat = villages[v].Seat;
                var node = Find(
                    random,
                    ground,
                    seat,
                    Math.Max(2200, 0.9 * reach),
                    9,
                    Fits,
                    (n, _) => -ground.HeightAt(n)
                );
                if (node < 0)
                    node = Find(random, ground, seat, 3500, 400, Fits, (_, _) => 0);
                if (node < 0)
                    node = ground
                        .Around(
                            ground.Nearest(seat.Plus(random.Between(-900, 900), random.Between(-900, 900))),
                            ground.Columns
                        )
                        .First(IsFree);
                occupied.Add(node);
                taken.Add(ground.At(node));
                var name = "";
                while (name.Length == 0 || !names.Add(name))
                    name = $"{First[random.Below(First.Length)]}{Second[random.Below(Second.Length)]}屯";
                hamlets.Add(
                    new DemoHamlet($"{villages[v].Code}{i + 1:000}", name, v, node, ground.At(node), Households(random))
                );
            }
        }

        return hamlets;
    }

    // Log-normal: half below 23, some of 200.
    private static int Households(DemoRandom random) =>
        (int)Math.Clamp(Math.Round(23 * Math.Exp(0.72 * random.Normal())), 5, 200);

    private void CountPeople(DemoFigures figures, DemoRandom random)
    {
        var people = Shares([.. Hamlets.Select(h => h.Households * random.Between(3.9, 4.9))], figures.RuralPopulation);
        for (var i = 0; i < Hamlets.Count; i++)
            Hamlets[i].Population = people[i];
        var poor = Shares(
            [
                .. Hamlets.Select(h =>
                    h.Population
                    * (Villages[h.Village].Poor ? 1.9 : 1)
                    * (h.Households < 20 ? 1.5 : 1)
                    * random.Between(0.7, 1.3)
                ),
            ],
            figures.PoorPopulation
        );
        for (var i = 0; i < Hamlets.Count; i++)
            Hamlets[i].PoorPopulation = Math.Min(poor[i], Hamlets[i].Population);
        // What the smallest could not hold goes to others of the poor villages.
        var rest = figures.PoorPopulation - Hamlets.Sum(h => h.PoorPopulation);
        foreach (
            var hamlet in Hamlets
                .OrderByDescending(h => h.Population - h.PoorPopulation)
                .ThenBy(h => h.Code, StringComparer.Ordinal)
        )
        {
            var more = Math.Min(rest, hamlet.Population - hamlet.PoorPopulation);
            hamlet.PoorPopulation += more;
            rest -= more;
        }

        MarkRelocation(figures, random);
        // The last hamlet that moves may keep fewer persons than it had households.
        for (var i = 0; i < Hamlets.Count; i++)
        {
            if (Hamlets[i].Population < Hamlets[i].Households)
                Hamlets[i] = Hamlets[i] with { Households = Hamlets[i].Population };
        }
    }

    // Small remote hamlets move; the last one's number of persons makes the total exact, a neighbour takes up the
    // difference.
    private void MarkRelocation(DemoFigures figures, DemoRandom random)
    {
        var order = Hamlets
            .Select(h =>
                (Hamlet: h, Key: h.Households + random.Between(0, 25) - h.Place.To(Villages[h.Village].Seat) / 250)
            )
            .OrderBy(h => h.Key)
            .Select(h => h.Hamlet)
            .ToList();
        var left = figures.ToMove;
        for (var i = 0; i < order.Count && left > 0; i++)
        {
            var hamlet = order[i];
            hamlet.Relocate = true;
            if (hamlet.Population > left)
            {
                var surplus = hamlet.Population - left;
                hamlet.Population -= surplus;
                order[^1].Population += surplus;
                var tooMany = Math.Max(0, hamlet.PoorPopulation - hamlet.Population);
                hamlet.PoorPopulation -= tooMany;
                order[^1].PoorPopulation += tooMany;
            }

            left -= hamlet.Population;
            // Of some, the last household has left.
            if (i % 12 == 5)
                hamlet.VacatedOn = random.Day(2017, 2019);
        }
    }

    /// <summary>
    /// Whole numbers in proportion to weights, with an exact sum and at least one each (largest remainders).
    /// </summary>
    internal static int[] Shares(double[] weights, int total)
    {
        var free = total - weights.Length;
        var sum = weights.Sum();
        var exact = weights.Select(w => free * w / sum).ToArray();
        var shares = exact.Select(e => 1 + (int)Math.Floor(e)).ToArray();
        foreach (
            var i in Enumerable
                .Range(0, weights.Length)
                .OrderByDescending(i => exact[i] - Math.Floor(exact[i]))
                .ThenBy(i => i)
                .Take(total - shares.Sum())
        )
            shares[i]++;
        return shares;
    }

    internal static int[] Shuffled(DemoRandom random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
