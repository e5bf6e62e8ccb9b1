using Longlin.Geo.Network.Fixes;

namespace Longlin.Geo.Planning;

/// <summary>A place that is not served.</summary>
/// <param name="Households">What freeing it is worth; at least 0.</param>
/// <param name="Links">Ids of the missing links on its cheapest way.</param>
/// <param name="UpgradeMetres">Metres to upgrade on it; NaN where nothing leads anywhere.</param>
/// <param name="BuildMetres">Metres to build on it.</param>
public sealed record LackingPlace(int Households, IReadOnlyList<long> Links, double UpgradeMetres, double BuildMetres);

/// <summary>
/// Which links free most households per yuan. Exact for single links and for pairs of links that meet; beyond, the
/// links on the cheapest ways of the places are taken together. The order in which to mend them is greedy: a heuristic,
/// with an upper bound beside it. Pure.
/// </summary>
/// <param name="missing">The links that are missing.</param>
/// <param name="places">The places that are not served, in the order in which <paramref name="missing"/> knows
/// them.</param>
/// <param name="code">Code of a link.</param>
/// <param name="price">Cost of metres to upgrade and to build; null where there is no price.</param>
public sealed class FixList(
    MissingLinks missing,
    IReadOnlyList<LackingPlace> places,
    Func<long, string> code,
    Func<double, double, decimal?> price
)
{
    // Less than this is nothing to build.
    private const double LeastMetres = 0.5;

    private readonly Dictionary<long, long> _alone = [];

    /// <summary>Finds them.</summary>
    /// <param name="mostInOrder">How many fixes are put into the greedy order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public FixPlan Find(int mostInOrder, CancellationToken cancellationToken)
    {
        List<(long[] Links, Fix Fix)> found = [];
        HashSet<string> known = [];
        foreach (var link in missing.Links.Order())
        {
            _alone[link] = missing.MeetsRoot(link) ? Sum(missing.Served([link])) : 0;
            Add([link], atLeast: 1);
        }

        foreach (var first in missing.Links.Where(missing.MeetsRoot).Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var second in missing.Neighbours(first))
                Add([first, second], atLeast: _alone[first] + _alone[second] + 1);
        }

        foreach (var place in places.Where(p => p.BuildMetres <= LeastMetres && p.Links.Count > 2))
            Add([.. place.Links.Distinct()], atLeast: place.Links.Distinct().Sum(l => _alone[l]) + 1);
        for (var p = 0; p < places.Count; p++)
        {
            if (places[p].BuildMetres > LeastMetres)
                found.Add(([.. places[p].Links.Distinct()], Built(p)));
        }

        var (order, spent, freed) = Greedy([.. found.Where(f => f.Fix.Kind != FixKind.Build)], mostInOrder);
        return new(
            [
                .. found
                    .Select(f => order.TryGetValue(f.Fix, out var at) ? f.Fix with { Order = at } : f.Fix)
                    .OrderBy(f => f.YuanPerHousehold ?? decimal.MaxValue)
                    .ThenByDescending(f => f.Households)
                    .ThenBy(f => string.Join(',', f.Segments), StringComparer.Ordinal),
            ],
            spent,
            freed,
            spent is { } yuan ? AtMost(yuan) : null
        );

        void Add(long[] links, long atLeast)
        {
            var key = string.Join(',', links.Order());
            if (!known.Add(key))
                return;
            var served = missing.Served(links);
            if (served.Count == 0 || Sum(served) < atLeast)
                return;
            found.Add((links, Mended(links, served)));
        }
    }

    private Fix Mended(long[] links, HashSet<int> served)
    {
        var closed = links.All(l => missing.Closed[l]);
        var metres = links.Where(l => !missing.Closed[l]).Sum(l => missing.Metres[l]);
        return new(
            closed ? FixKind.Reopen : FixKind.Upgrade,
            [.. links.Select(code)],
            metres,
            0,
            price(metres, 0),
            [.. served.Order()],
            Sum(served),
            links.Sum(l => _alone[l]),
            places.Where(p => links.All(p.Links.Contains)).Sum(p => (long)p.Households)
        );
    }

    private Fix Built(int place)
    {
        var at = places[place];
        long[] links = [.. at.Links.Distinct()];
        HashSet<int> served = [.. missing.Served(links), place];
        return new(
            FixKind.Build,
            [.. links.Select(code)],
            at.UpgradeMetres,
            at.BuildMetres,
            price(at.UpgradeMetres, at.BuildMetres),
            [.. served.Order()],
            Sum(served),
            links.Sum(l => _alone[l]),
            Sum(served)
        );
    }

    // One after the other, each time what frees most households per yuan given those before it. A gain is computed again
    // where a link of the fix, one that it meets, or a place that it frees was touched.
    private (Dictionary<Fix, int> Order, decimal? Spent, long Freed) Greedy((long[] Links, Fix Fix)[] fixes, int most)
    {
        Dictionary<Fix, int> order = new(ReferenceEqualityComparer.Instance);
        if (price(0, 0) is null)
            return (order, null, 0);
        HashSet<long> mended = [];
        HashSet<int> freed = [];
        var gains = Array.ConvertAll(fixes, f => f.Fix.Households);
        var spent = 0m;
        while (order.Count < most)
        {
            var (best, bestYuan) = (-1, 0m);
            for (var i = 0; i < fixes.Length; i++)
            {
                if (gains[i] <= 0 || order.ContainsKey(fixes[i].Fix))
                    continue;
                var yuan = Cost(fixes[i].Links);
                if (best < 0 || yuan * gains[best] < bestYuan * gains[i])
                    (best, bestYuan) = (i, yuan);
            }

            if (best < 0)
                break;
            mended.UnionWith(fixes[best].Links);
            order[fixes[best].Fix] = order.Count + 1;
            spent += bestYuan;
            var served = missing.Served(mended);
            HashSet<int> now = [.. served.Except(freed)];
            freed = served;
            HashSet<long> touched = [.. fixes[best].Links, .. fixes[best].Links.SelectMany(missing.Neighbours)];
            for (var i = 0; i < fixes.Length; i++)
            {
                if (fixes[i].Links.Any(touched.Contains) || fixes[i].Fix.Places.Any(now.Contains))
                    gains[i] = Sum(missing.Served([.. mended, .. fixes[i].Links]).Except(freed));
            }
        }

        return (order, spent, Sum(freed));

        decimal Cost(long[] links) =>
            price(links.Where(l => !mended.Contains(l) && !missing.Closed[l]).Sum(l => missing.Metres[l]), 0)!.Value;
    }

    // Every group of places needs one of the links that meet it, and a link is shared by as many groups as it meets
    // points: no group costs less than its cheapest share. What fits into the money by these shares, the last group in
    // part, is a bound.
    private long AtMost(decimal yuan)
    {
        Dictionary<int, decimal> shares = [];
        foreach (var (members, links) in missing.Groups())
        {
            if (links.Count == 0)
                continue;
            var share = links.Min(l => missing.Closed[l] ? 0 : price(missing.Metres[l], 0)!.Value / missing.Shares(l));
            // A place of several groups needs but one of them.
            foreach (var place in members)
                shares[place] = Math.Min(shares.GetValueOrDefault(place, decimal.MaxValue), share / members.Count);
        }

        var (left, households) = (yuan, 0m);
        foreach (
            var (place, share) in shares
                .OrderBy(s => s.Value / Math.Max(1, places[s.Key].Households))
                .ThenBy(s => s.Key)
        )
        {
            if (share > left)
            {
                households += places[place].Households * (left / share);
                break;
            }

            (left, households) = (left - share, households + places[place].Households);
        }

        return (long)Math.Ceiling(households);
    }

    private long Sum(IEnumerable<int> served) => served.Sum(p => (long)places[p].Households);
}
