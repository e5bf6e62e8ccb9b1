using Longlin.Geo.Model;

namespace Longlin.Geo.Planning;

/// <summary>A place that wants to be joined.</summary>
/// <param name="Lon">Longitude, degrees.</param>
/// <param name="Lat">Latitude, degrees.</param>
/// <param name="Weight">What joining it is worth, households say; at least 0.</param>
/// <param name="Metres">Metres to build to what is served already; infinite where nothing is.</param>
public readonly record struct Wanting(double Lon, double Lat, double Weight, double Metres);

/// <summary>One place joined.</summary>
/// <param name="Place">Its position among those that want.</param>
/// <param name="From">The place it is joined to; null for what was served before.</param>
/// <param name="Metres">Metres to build for it.</param>
public sealed record Joined(int Place, int? From, double Metres);

/// <summary>Extends what is served to places that are not, in straight lines from place to place.</summary>
public static class Extension
{
    /// <summary>
    /// The least metres that join every place that can be (R. C. Prim, 1957): the minimum spanning tree rooted in what
    /// is served.
    /// </summary>
    public static IReadOnlyList<Joined> All(IReadOnlyList<Wanting> wanting, CancellationToken cancellationToken) =>
        Grow(wanting, wanting.Count, static (_, metres) => -metres, cancellationToken);

    /// <summary>
    /// The places to join next, one after the other: each time the one with the most weight a metre, given those before
    /// it. A heuristic, not an optimum.
    /// </summary>
    public static IReadOnlyList<Joined> NextBest(
        IReadOnlyList<Wanting> wanting,
        int count,
        CancellationToken cancellationToken
    ) => Grow(wanting, count, static (weight, metres) => weight / Math.Max(1, metres), cancellationToken);

    private static List<Joined> Grow(
        IReadOnlyList<Wanting> wanting,
        int count,
        Func<double, double, double> worth,
        CancellationToken cancellationToken
    )
    {
        var metres = wanting.Select(w => w.Metres).ToArray();
        var from = new int?[wanting.Count];
        var joined = new bool[wanting.Count];
        List<Joined> order = [];
        while (order.Count < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (best, bestWorth) = (-1, double.NegativeInfinity);
            for (var i = 0; i < metres.Length; i++)
            {
                if (joined[i] || !double.IsFinite(metres[i]))
                    continue;
                var w = worth(wanting[i].Weight, metres[i]);
                if (w > bestWorth)
                    (best, bestWorth) = (i, w);
            }

            if (best < 0)
                break;
            joined[best] = true;
            order.Add(new(best, from[best], metres[best]));
            for (var i = 0; i < metres.Length; i++)
            {
                if (joined[i])
                    continue;
                var distance = Geodesy.DistanceMetres(
                    wanting[best].Lon,
                    wanting[best].Lat,
                    wanting[i].Lon,
                    wanting[i].Lat
                );
                if (distance < metres[i])
                    (metres[i], from[i]) = (distance, best);
            }
        }

        return order;
    }
}
