using Longlin.Geo.Model;
using Longlin.Geo.Network;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

/// <summary>What an earlier computation found is used again only where the input is the same.</summary>
public class UnchangedInputTests
{
    private static NetworkInput Input() =>
        new(
            [Road(1, [0, 0, 1000, 0]), Road(2, [1000, 0, 2000, 0], DateSet.Between(10, 20), DateSet.Between(5, 30))],
            [new SourcePoint(1, At(0, 3), 50, DateSet.Between(1, 100), DateSet.Between(0, 100))],
            [Server()],
            [
                Hamlet(1, 900, 0),
                Hamlet(2, 1900, 0) with
                {
                    Footprint = [At(1850, -50, 1950, -50, 1900, 50, 1850, -50)],
                },
            ],
            LinksServe: true
        );

    private static Geo.Network.Server Server() =>
        new(9, At(1000, 4)[0], At(1000, 4)[1], 5, 500, 1500, DateSet.Between(0, 50), DateSet.Between(0, 60), false);

    private static NetworkInput With(Func<Link, Link> change) =>
        Input() with
        {
            Links = [Input().Links[0], change(Input().Links[1])],
        };

    private static NetworkInput With(Func<SourcePoint, SourcePoint> change) =>
        Input() with
        {
            Sources = [change(Input().Sources[0])],
        };

    private static NetworkInput With(Func<Geo.Network.Server, Geo.Network.Server> change) =>
        Input() with
        {
            Servers = [change(Server())],
        };

    private static NetworkInput With(Func<Place, Place> change) =>
        Input() with
        {
            Places = [Input().Places[0], change(Input().Places[1])],
        };

    private static readonly DateSet Other = DateSet.Between(12, 15);

    // Only days, ids, costs and sources differ: what joins what is the same.
    private static Dictionary<string, NetworkInput> SameShape { get; } =
        new()
        {
            ["link id"] = With((Link l) => l with { Id = 7 }),
            ["link definite"] = With((Link l) => l with { Definite = Other }),
            ["link possible"] = With((Link l) => l with { Possible = Other }),
            ["link exists"] = With((Link l) => l with { Exists = Other }),
            ["link source"] = With((Link l) => l with { IsSource = true }),
            ["source id"] = With((SourcePoint s) => s with { Id = 7 }),
            ["source place"] = With((SourcePoint s) => s with { LonLat = At(0, 4) }),
            ["source join"] = With((SourcePoint s) => s with { JoinMetres = 60 }),
            ["source definite"] = With((SourcePoint s) => s with { Definite = Other }),
            ["source possible"] = With((SourcePoint s) => s with { Possible = Other }),
            ["one more source"] = Input() with { Sources = [Input().Sources[0], Input().Sources[0]] },
            ["server id"] = With((Geo.Network.Server s) => s with { Id = 7 }),
            ["server definite"] = With((Geo.Network.Server s) => s with { Definite = Other }),
            ["server possible"] = With((Geo.Network.Server s) => s with { Possible = Other }),
            ["place id"] = With((Place p) => p with { Id = 7 }),
            ["place exists"] = With((Place p) => p with { Exists = Other }),
            ["gaps"] = Input() with { GapsAreUnknown = false },
            ["crossings"] = Input() with { CrossingsAreUnknown = true },
            ["refused"] = Input() with { Refused = new HashSet<BreakKey> { new(0, "end", 1) } },
            ["link closed"] = With((Link l) => l with { Closed = Other }),
            ["server exists"] = With((Geo.Network.Server s) => s with { Exists = Other }),
            ["server code"] = With((Geo.Network.Server s) => s with { Code = "T1" }),
        };

    private static Dictionary<string, NetworkInput> OtherShape { get; } =
        new()
        {
            ["link line"] = With((Link l) => l with { LonLat = At(1000, 0, 2000, 1) }),
            ["one link fewer"] = Input() with { Links = [Input().Links[0]] },
            ["server lon"] = With((Geo.Network.Server s) => s with { Lon = s.Lon + 1e-5 }),
            ["server lat"] = With((Geo.Network.Server s) => s with { Lat = s.Lat + 1e-5 }),
            ["server join"] = With((Geo.Network.Server s) => s with { JoinMetres = 6 }),
            ["server reach"] = With((Geo.Network.Server s) => s with { ReachMetres = 600 }),
            ["server dispersed reach"] = With((Geo.Network.Server s) => s with { DispersedReachMetres = 1600 }),
            ["server standalone"] = With((Geo.Network.Server s) => s with { Standalone = true }),
            ["place lon"] = With((Place p) => p with { Lon = p.Lon + 1e-5 }),
            ["place lat"] = With((Place p) => p with { Lat = p.Lat + 1e-5 }),
            ["place reach"] = With((Place p) => p with { ReachMetres = 310 }),
            ["place footprint reach"] = With((Place p) => p with { FootprintReachMetres = 110 }),
            ["place dispersed"] = With((Place p) => p with { Dispersed = true }),
            ["place footprint"] = With(
                (Place p) => p with { Footprint = [At(1850, -50, 1950, -50, 1900, 60, 1850, -50)] }
            ),
            ["no footprint"] = With((Place p) => p with { Footprint = null }),
            ["links do not serve"] = Input() with { LinksServe = false },
            ["join"] = Input() with { JoinMetres = 0.6 },
            ["suspected break"] = Input() with { SuspectedBreakMetres = 31 },
        };

    public static TheoryData<string> Shapes => [.. SameShape.Keys];

    public static TheoryData<string> Others => [.. OtherShape.Keys];

    private static ReachComputation Run(NetworkInput input, ReachComputation? before = null) =>
        ReachComputation.Run([input], CancellationToken.None, before is null ? null : [before])[0];

    [Fact]
    public void Equal_input_is_answered_from_the_cache()
    {
        var before = Run(Input());
        Assert.Same(before, Run(Input(), before));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_change_of_days_or_sources_is_computed_again_on_the_same_graph(string change)
    {
        var before = Run(Input());
        var now = Run(SameShape[change], before);
        Assert.NotSame(before, now);
        Assert.Same(before.Graph, now.Graph);
        AssertEqual(Run(SameShape[change]), now);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_changed_shape_is_noded_again(string change)
    {
        var before = Run(Input());
        var now = Run(OtherShape[change], before);
        Assert.NotSame(before.Graph, now.Graph);
        AssertEqual(Run(OtherShape[change]), now);
    }

    private static void AssertEqual(ReachComputation expected, ReachComputation actual)
    {
        Assert.Equal(expected.Places, actual.Places);
        Assert.Equal(expected.LinkServedDefinite, actual.LinkServedDefinite);
        Assert.Equal(Metres(expected), Metres(actual));

        static IEnumerable<(double, double)> Metres(ReachComputation reach) =>
            reach
                .WaysOn(0, 1.6, CancellationToken.None)
                .Where(w => w is not null)
                .Select(w => (w!.Cheapest.Upgrade, w.Cheapest.Build));
    }
}
