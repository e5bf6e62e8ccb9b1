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

/// <summary>What a verdict rests on, the weakest first.</summary>
public enum EvidenceKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The network and the attributes of its assets.</summary>
    Geometry = 1,

    /// <summary>What a bureau declared 申报.</summary>
    Declared = 2,

    /// <summary>An inspection 核查.</summary>
    Inspection = 3,

    /// <summary>An acceptance 验收.</summary>
    Acceptance = 4,
}

/// <summary>One piece of a place's timeline; it holds from <paramref name="From"/> until the next piece.</summary>
/// <param name="From">Day number; <see cref="int.MinValue"/> is always.</param>
/// <param name="UpgradeMetres">Existing way still to upgrade, NaN where unknown.</param>
/// <param name="BuildMetres">Way still to build, straight line, NaN where unknown.</param>
/// <param name="DistanceMetres">Straight line to the nearest served link, NaN where nothing is served.</param>
/// <param name="NearRoad">Whether an all-season road lies within 2 km, served or not.</param>
/// <param name="Blocking">Ids of the links that are in the way, in order.</param>
/// <param name="Evidence">What the verdict rests on.</param>
/// <param name="Conflict">Whether a weaker class of evidence says otherwise: inspect again.</param>
/// <param name="Words">In the place of links: the indicators that fail or are missing.</param>
public sealed record TimelinePiece(
    int From,
    Verdict Verdict,
    string Reason,
    double UpgradeMetres,
    double BuildMetres,
    double DistanceMetres,
    bool NearRoad,
    long[] Blocking,
    EvidenceKind Evidence = EvidenceKind.Geometry,
    bool Conflict = false,
    string[]? Words = null
);

/// <summary>
/// Puts reach, gaps and nearness of one place side by side, as pieces that cover its whole existence.
/// </summary>
public static class PlaceTimeline
{
    /// <summary>A place of which nothing can be said, and why.</summary>
    public static TimelinePiece[] Unknown(string reason) =>
        [Unmeasured(int.MinValue, Verdict.Unknown, reason, EvidenceKind.None)];

    /// <summary>A piece without metres.</summary>
    public static TimelinePiece Unmeasured(
        int from,
        Verdict verdict,
        string reason,
        EvidenceKind evidence,
        string[]? words = null
    ) => new(from, verdict, reason, double.NaN, double.NaN, double.NaN, false, [], evidence, false, words);

    /// <summary>The pieces of a place.</summary>
    /// <param name="reach">When it is served.</param>
    /// <param name="gaps">What it lacks otherwise.</param>
    /// <param name="nearRoad">When a road lies within 2 km.</param>
    /// <param name="unreached">The reason where no link leads anywhere: <c>nothing_served</c>, or <c>out_of_reach</c>
    /// for a service without links.</param>
    public static TimelinePiece[] Build(
        PlaceReach reach,
        IReadOnlyList<GapPiece> gaps,
        DateSet nearRoad,
        string unreached = "nothing_served"
    )
    {
        SortedSet<int> days = [int.MinValue];
        foreach (var set in (ReadOnlySpan<DateSet>)[reach.Definite, reach.Possible, nearRoad])
        {
            foreach (var span in set.Spans)
            {
                days.Add(span.From);
                if (span.To != int.MaxValue)
                    days.Add(span.To);
            }
        }

        foreach (var gap in gaps)
            days.Add(gap.From);
        List<TimelinePiece> pieces = [];
        var next = 0;
        foreach (var day in days)
        {
            while (next < gaps.Count && gaps[next].From <= day)
                next++;
            var near = nearRoad.Contains(day);
            var piece = reach.Definite.Contains(day)
                ? new TimelinePiece(day, Verdict.Met, "served", 0, 0, 0, near, [])
                : Lacking(day, reach.Possible.Contains(day), next > 0 ? gaps[next - 1] : null, near, unreached);
            if (pieces.Count == 0 || !Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    /// <summary>
    /// Puts findings beside the pieces. The newest acceptance or inspection decides from its day on, below them what
    /// was declared, below that geometry. What was found
    /// served and closes afterwards is not met; what was found unserved and is built afterwards stays so and is a
    /// conflict, as is every other disagreement.
    /// </summary>
    /// <param name="pieces">By geometry.</param>
    /// <param name="surveys">Oldest first.</param>
    public static TimelinePiece[] WithEvidence(TimelinePiece[] pieces, IReadOnlyList<Survey> surveys)
    {
        if (surveys.Count == 0)
            return pieces;
        List<TimelinePiece> all = [];
        foreach (var day in new SortedSet<int>([.. pieces.Select(p => p.From), .. surveys.Select(s => s.Day)]))
        {
            var geometry = At(pieces, day);
            Survey[] until = [.. surveys.Where(s => s.Day <= day)];
            Survey[] seen = [.. until.Where(s => s.Kind != EvidenceKind.Declared)],
                said = [.. until.Where(s => s.Kind == EvidenceKind.Declared)];
            var piece = geometry with { From = day };
            if (until.Length > 0)
            {
                var decides = seen.Length > 0 ? seen[^1] : said[^1];
                piece = Decided(
                    piece,
                    decides,
                    At(pieces, decides.Day).Verdict,
                    said.Length > 0 && said[^1].Verdict != decides.Verdict
                );
            }

            if (all.Count == 0 || !Same(all[^1], piece))
                all.Add(piece);
        }

        return [.. all];
    }

    /// <summary>The piece that holds on a day.</summary>
    public static TimelinePiece At(TimelinePiece[] pieces, int day) =>
        pieces[Math.Max(0, Array.FindLastIndex(pieces, p => p.From <= day))];

    private static TimelinePiece Decided(TimelinePiece geometry, Survey survey, Verdict geometryThen, bool disagreed) =>
        (survey.Verdict, geometry.Verdict) switch
        {
            (Verdict.Met, Verdict.Met) => geometry with { Evidence = survey.Kind, Conflict = disagreed },
            // It was there when it was seen, and closed since
            (Verdict.Met, Verdict.NotMet) when geometryThen == Verdict.Met => geometry with { Conflict = disagreed },
            (Verdict.Met, _) => geometry with
            {
                Verdict = Verdict.Met,
                Reason = "surveyed",
                UpgradeMetres = 0,
                BuildMetres = 0,
                Blocking = [],
                Words = null,
                Evidence = survey.Kind,
                Conflict = disagreed || geometry.Verdict == Verdict.NotMet,
            },
            (_, Verdict.NotMet) => geometry with { Evidence = survey.Kind, Conflict = disagreed },
            _ => geometry with
            {
                Verdict = Verdict.NotMet,
                Reason = "surveyed",
                Evidence = survey.Kind,
                Conflict = disagreed || geometry.Verdict == Verdict.Met,
            },
        };

    /// <summary>Pieces of a place from the days on which something is surely and possibly there.</summary>
    public static TimelinePiece[] OfDays(DateSet definite, DateSet possible, string met, string lacking)
    {
        List<TimelinePiece> pieces = [];
        foreach (
            var day in new SortedSet<int>([
                int.MinValue,
                .. definite
                    .Spans.ToArray()
                    .Concat(possible.Spans.ToArray())
                    .SelectMany(s => new[] { s.From, s.To })
                    .Where(d => d != int.MaxValue),
            ])
        )
        {
            var piece =
                definite.Contains(day) ? Unmeasured(day, Verdict.Met, met, EvidenceKind.Geometry)
                : possible.Contains(day) ? Unmeasured(day, Verdict.Unknown, "attribute_missing", EvidenceKind.Geometry)
                : Unmeasured(day, Verdict.NotMet, lacking, EvidenceKind.Geometry);
            if (pieces.Count == 0 || !Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    private static TimelinePiece Lacking(int day, bool possible, GapPiece? gap, bool near, string unreached)
    {
        var (upgrade, build) = (gap?.MetresToUpgrade ?? double.NaN, gap?.MetresToBuild ?? double.NaN);
        var reason =
            possible ? "attribute_missing"
            : double.IsNaN(upgrade + build) ? unreached
            : (upgrade > 0.5, build > 0.5) switch
            {
                (true, true) => "upgrade_and_build",
                (true, false) => "upgrade_needed",
                (false, true) => "no_link",
                _ => "not_joined",
            };
        return new TimelinePiece(
            day,
            possible ? Verdict.Unknown : Verdict.NotMet,
            reason,
            upgrade,
            build,
            gap?.DistanceMetres ?? double.NaN,
            near,
            gap?.Blocking ?? []
        );
    }

    /// <summary>Whether two pieces say the same; metres to the metre.</summary>
    public static bool Same(TimelinePiece a, TimelinePiece b) =>
        a.Verdict == b.Verdict
        && a.Reason == b.Reason
        && a.NearRoad == b.NearRoad
        && Round(a.UpgradeMetres) == Round(b.UpgradeMetres)
        && a.Evidence == b.Evidence
        && a.Conflict == b.Conflict
        && (a.Words ?? []).AsSpan().SequenceEqual(b.Words ?? [])
        && Round(a.BuildMetres) == Round(b.BuildMetres)
        && Round(a.DistanceMetres) == Round(b.DistanceMetres)
        && a.Blocking.AsSpan().SequenceEqual(b.Blocking);

    private static double Round(double metres) => double.IsNaN(metres) ? -1 : Math.Round(metres);
}
