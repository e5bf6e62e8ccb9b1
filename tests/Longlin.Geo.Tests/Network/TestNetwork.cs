using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Tests.Network;

/// <summary>Draws networks in metres east and north of 105° E 24.7° N.</summary>
internal static class TestNetwork
{
    private static readonly (double East, double North) Scale = Geodesy.MetresPerDegree(24.7);

    public static double[] At(params double[] metres)
    {
        var flat = new double[metres.Length];
        for (var i = 0; i < metres.Length; i += 2)
            (flat[i], flat[i + 1]) = (105 + metres[i] / Scale.East, 24.7 + metres[i + 1] / Scale.North);
        return flat;
    }

    public static Link Road(
        long id,
        double[] metres,
        DateSet? hardened = null,
        DateSet? possible = null,
        DateSet? exists = null,
        bool source = false
    ) =>
        new(
            id,
            At(metres),
            hardened ?? DateSet.Always,
            possible ?? hardened ?? DateSet.Always,
            exists ?? DateSet.Always,
            source
        );

    public static SourcePoint Seat(double x, double y) => new(1, At(x, y), 300, DateSet.Always, DateSet.Always);

    public static Place Hamlet(long id, double x, double y)
    {
        var at = At(x, y);
        return new Place(id, at[0], at[1], 300, 100, null, false, DateSet.Always);
    }

    /// <summary>The cheapest way of a place that is not served on a day, at the weight of roads.</summary>
    public static PlaceWay Way(ReachComputation reach, int place = 0, int day = 0, double buildWeight = 1.6)
    {
        var (found, serving, _) = reach.WayAt(place, day, buildWeight, CancellationToken.None);
        Assert.False(found.Served);
        Assert.Empty(serving);
        return found.Cheapest;
    }

    public static ReachComputation Run(Link[] links, SourcePoint[] sources, Place[] places) =>
        ReachComputation.Run(new NetworkInput(links, sources, [], places, LinksServe: true), CancellationToken.None);
}
