using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Coverage;

/// <summary>The answer of a service about a place.</summary>
public enum Verdict
{
    /// <summary>未通.</summary>
    NotMet = 0,

    /// <summary>已通.</summary>
    Met = 1,

    /// <summary>未知.</summary>
    Unknown = 2,
}

/// <summary>One piece of a place's timeline; it holds from <paramref name="From"/> until the next piece.</summary>
/// <param name="From">Day number; <see cref="int.MinValue"/> is always.</param>
/// <param name="UpgradeMetres">Existing way still to upgrade, NaN where unknown.</param>
/// <param name="BuildMetres">Way still to build, straight line, NaN where unknown.</param>
/// <param name="DistanceMetres">Straight line to the nearest served link, NaN where nothing is served.</param>
/// <param name="NearRoad">Whether an all-season road lies within 2 km, served or not.</param>
/// <param name="Blocking">Ids of the links that are in the way, in order.</param>
public sealed record TimelinePiece(int From, Verdict Verdict, string Reason, double UpgradeMetres, double BuildMetres, double DistanceMetres, bool NearRoad, long[] Blocking);

/// <summary>Puts reach, gaps and nearness of one place side by side, as pieces that cover its whole existence.</summary>
public static class PlaceTimeline
{
    /// <summary>A place of which nothing can be said, and why.</summary>
    public static TimelinePiece[] Unknown(string reason) => [new(int.MinValue, Verdict.Unknown, reason, double.NaN, double.NaN, double.NaN, false, [])];

    /// <summary>The pieces of a place.</summary>
    public static TimelinePiece[] Build(PlaceReach reach, IReadOnlyList<GapPiece> gaps, DateSet nearRoad)
    {
        SortedSet<int> days = [int.MinValue];
        foreach (var set in (ReadOnlySpan<DateSet>)[reach.Definite, reach.Possible, nearRoad])
        {
            foreach (var span in set.Spans)
            {
                days.Add(span.From);
                if (span.To != int.MaxValue) days.Add(span.To);
            }
        }

        foreach (var gap in gaps) days.Add(gap.From);
        List<TimelinePiece> pieces = [];
        var next = 0;
        foreach (var day in days)
        {
            while (next < gaps.Count && gaps[next].From <= day) next++;
            var near = nearRoad.Contains(day);
            var piece = reach.Definite.Contains(day)
                ? new TimelinePiece(day, Verdict.Met, "served", 0, 0, 0, near, [])
                : Lacking(day, reach.Possible.Contains(day), next > 0 ? gaps[next - 1] : null, near);
            if (pieces.Count == 0 || !Same(pieces[^1], piece)) pieces.Add(piece);
        }

        return [.. pieces];
    }

    private static TimelinePiece Lacking(int day, bool possible, GapPiece? gap, bool near)
    {
        var (upgrade, build) = (gap?.MetresToUpgrade ?? double.NaN, gap?.MetresToBuild ?? double.NaN);
        var reason = possible ? "attribute_missing"
            : double.IsNaN(upgrade + build) ? "nothing_served"
            : (upgrade > 0.5, build > 0.5) switch
            {
                (true, true) => "upgrade_and_build",
                (true, false) => "upgrade_needed",
                (false, true) => "no_link",
                _ => "not_joined",
            };
        return new TimelinePiece(day, possible ? Verdict.Unknown : Verdict.NotMet, reason, upgrade, build, gap?.DistanceMetres ?? double.NaN, near, gap?.Blocking ?? []);
    }

    private static bool Same(TimelinePiece a, TimelinePiece b) =>
        a.Verdict == b.Verdict && a.Reason == b.Reason && a.NearRoad == b.NearRoad && Round(a.UpgradeMetres) == Round(b.UpgradeMetres)
        && Round(a.BuildMetres) == Round(b.BuildMetres) && Round(a.DistanceMetres) == Round(b.DistanceMetres) && a.Blocking.AsSpan().SequenceEqual(b.Blocking);

    private static double Round(double metres) => double.IsNaN(metres) ? -1 : Math.Round(metres);
}
