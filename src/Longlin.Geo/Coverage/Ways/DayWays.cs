using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network.Ways;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Ways;

/// <summary>The ways of all places of a county on a day. Pure.</summary>
public static class DayWays
{
    // Less than this is nothing to do.
    private const double LeastMetres = 0.5;

    /// <summary>Computes them.</summary>
    /// <param name="standard">The rules and prices.</param>
    /// <param name="rule">The service.</param>
    /// <param name="county">The county's rows.</param>
    /// <param name="known">Reach of the service.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One for each place that exists on the day.</returns>
    public static IReadOnlyList<DayWay> Compute(
        Standard standard,
        ServiceRule rule,
        CountyData county,
        KnownReach known,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var ways = known.Reach.WaysOn(day.DayNumber, standard.BuildWeight(rule.Service), cancellationToken);
        var codes = ServiceNetwork.Codes(rule, county);
        List<DayWay> found = [];
        for (var n = 0; n < ways.Length; n++)
        {
            if (ways[n] is not { } way)
                continue;
            var place = county.Places[known.Places[n]];
            if (rule.LinksAreSources)
            {
                // Where every link is a source, as bus routes are, nothing is built: only the distance is told.
                found.Add(
                    new(
                        place.Subject,
                        place.Id,
                        way.Served ? null : VerdictReason.OutOfReach,
                        null,
                        null,
                        Known(way.Cheapest.Distance),
                        [],
                        [],
                        [],
                        null
                    )
                );
                continue;
            }

            string[] closed = [.. way.Cheapest.Closed.Select(id => codes[id])];
            found.Add(
                new(
                    place.Subject,
                    place.Id,
                    way.Served ? null : Reason(way.Cheapest),
                    Known(way.Cheapest.Upgrade),
                    Known(way.Cheapest.Build),
                    Known(way.Cheapest.Distance),
                    [
                        .. way.Cheapest.Device is { } device ? [device] : Array.Empty<string>(),
                        .. way.Cheapest.Blocking.Select(id => codes[id]),
                    ],
                    closed,
                    [.. closed.Select(code => Reopens(county, rule.Layer, code, day.DayNumber))],
                    way.Existing is { } existing ? (existing.Upgrade, existing.Build) : null
                )
            );
        }

        return found;
    }

    private static VerdictReason? Reason(PlaceWay way) =>
        double.IsNaN(way.Upgrade + way.Build)
            ? null
            : (way.Upgrade > LeastMetres, way.Build > LeastMetres, way.Lines.Any(l => l.Link is null)) switch
            {
                // A junction where two links cross takes no metres, but without it an upgrade is not enough.
                (true, true, _) or (true, _, true) => VerdictReason.UpgradeAndBuild,
                (true, false, false) => VerdictReason.UpgradeNeeded,
                (false, true, _) => VerdictReason.NoLink,
                (false, false, false) when way.Closed.Count > 0 => VerdictReason.Closed,
                _ => VerdictReason.NotJoined,
            };

    private static DateOnly? Reopens(CountyData county, string layer, string code, int day)
    {
        foreach (var span in county.Closures.GetValueOrDefault((layer, code), DateSet.Empty).Spans)
        {
            if (span.From <= day && day < span.To)
                return span.To == int.MaxValue ? null : DateOnly.FromDayNumber(span.To);
        }

        return null;
    }

    private static double? Known(double metres) => double.IsFinite(metres) ? metres : null;
}
