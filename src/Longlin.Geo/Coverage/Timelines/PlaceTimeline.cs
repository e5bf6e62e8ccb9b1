using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// Builds the timeline of one place from reach, road distance and evidence: pieces that cover all days.
/// </summary>
public static class PlaceTimeline
{
    /// <summary>The timeline of a place whose verdict is unknown on all days.</summary>
    public static TimelinePiece[] Unknown(VerdictReason reason) =>
        [Unmeasured(int.MinValue, Verdict.Unknown, reason, EvidenceKind.None)];

    /// <summary>A piece that says nothing of roads.</summary>
    public static TimelinePiece Unmeasured(
        int from,
        Verdict verdict,
        VerdictReason reason,
        EvidenceKind evidence,
        string[]? blockingCodes = null
    ) => new(from, verdict, reason, false, evidence, false, blockingCodes);

    /// <summary>The pieces of a place, computed from the network.</summary>
    /// <param name="reach">When it is served.</param>
    /// <param name="nearRoad">When a road lies near.</param>
    /// <param name="unreached">The reason on the other days: <c>nothing_served</c> until the ways of a day tell more, or
    /// <c>out_of_reach</c> for a service without links.</param>
    public static TimelinePiece[] Build(
        PlaceReach reach,
        DateSet nearRoad,
        VerdictReason unreached = VerdictReason.NothingServed
    )
    {
        SortedSet<int> days = [int.MinValue];
        foreach (var set in (ReadOnlySpan<DateSet>)[reach.Definite, reach.Possible, reach.Bridged, nearRoad])
        {
            foreach (var span in set.Spans)
            {
                days.Add(span.From);
                if (span.To != int.MaxValue)
                    days.Add(span.To);
            }
        }

        List<TimelinePiece> pieces = [];
        foreach (var day in days)
        {
            var near = nearRoad.Contains(day);
            var piece =
                reach.Definite.Contains(day) ? new TimelinePiece(day, Verdict.Met, VerdictReason.Served, near)
                : reach.Possible.Contains(day)
                    ? new TimelinePiece(day, Verdict.Unknown, VerdictReason.AttributeMissing, near)
                : reach.Bridged.Contains(day)
                    ? new TimelinePiece(day, Verdict.Unknown, VerdictReason.SuspectedBreak, near)
                : new TimelinePiece(day, Verdict.NotMet, unreached, near);
            if (pieces.Count == 0 || !Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    /// <summary>
    /// Applies surveys to the computed pieces. Precedence: the newest acceptance or inspection from its day on, then
    /// the newest declaration, then computed reach. A place that was found served and whose link closes later is not
    /// met; a place that was found unserved and is connected later stays not met. Disagreements are conflicts.
    /// </summary>
    /// <param name="pieces">Computed from the network.</param>
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

    /// <summary>A declared attribute counts from the day it was recorded; before it nothing is known.</summary>
    /// <param name="piece">What it says, from the day it was recorded.</param>
    /// <param name="before">The reason before that day.</param>
    /// <param name="columns">What is not known then.</param>
    public static TimelinePiece[] Recorded(TimelinePiece piece, VerdictReason before, string[] columns) =>
        piece.From == int.MinValue
            ? [piece]
            : Until([Unmeasured(int.MinValue, Verdict.Unknown, before, EvidenceKind.None, columns)], piece);

    /// <summary>The pieces with a conflict on days on which they are not met and something claims that they are.</summary>
    public static TimelinePiece[] WithConflict(TimelinePiece[] pieces, DateSet claimed)
    {
        List<TimelinePiece> all = [];
        foreach (
            var day in new SortedSet<int>([
                .. pieces.Select(p => p.From),
                .. claimed.Spans.ToArray().SelectMany(s => new[] { s.From, s.To }).Where(d => d != int.MaxValue),
            ])
        )
        {
            var piece = At(pieces, day) with { From = day };
            if (piece.Verdict == Verdict.NotMet && claimed.Contains(day))
                piece = piece with { Conflict = true };
            if (all.Count == 0 || !Same(all[^1], piece))
                all.Add(piece);
        }

        return [.. all];
    }

    /// <summary>The pieces up to a last one, which takes the place of all from its day on.</summary>
    public static TimelinePiece[] Until(TimelinePiece[] pieces, TimelinePiece last) =>
        [.. pieces.Where(p => p.From < last.From), last];

    /// <summary>The piece that holds on a day.</summary>
    public static TimelinePiece At(TimelinePiece[] pieces, int day) =>
        pieces[Math.Max(0, Array.FindLastIndex(pieces, p => p.From <= day))];

    private static TimelinePiece Decided(TimelinePiece geometry, Survey survey, Verdict geometryThen, bool disagreed) =>
        (survey.Verdict, geometry.Verdict) switch
        {
            (Verdict.Met, Verdict.Met) => geometry with { Evidence = survey.Kind, Conflict = disagreed },
            // Served when it was surveyed, closed since
            (Verdict.Met, Verdict.NotMet) when geometryThen == Verdict.Met => geometry with { Conflict = disagreed },
            (Verdict.Met, _) => geometry with
            {
                Verdict = Verdict.Met,
                Reason = VerdictReason.Surveyed,
                BlockingCodes = null,
                Evidence = survey.Kind,
                Conflict = disagreed || geometry.Verdict == Verdict.NotMet,
            },
            (_, Verdict.NotMet) => geometry with { Evidence = survey.Kind, Conflict = disagreed },
            _ => geometry with
            {
                Verdict = Verdict.NotMet,
                Reason = VerdictReason.Surveyed,
                Evidence = survey.Kind,
                Conflict = disagreed || geometry.Verdict == Verdict.Met,
            },
        };

    /// <summary>Pieces from the days on which something certainly and possibly exists.</summary>
    public static TimelinePiece[] FromDays(DateSet definite, DateSet possible, VerdictReason met, VerdictReason lacking)
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
                : possible.Contains(day)
                    ? Unmeasured(day, Verdict.Unknown, VerdictReason.AttributeMissing, EvidenceKind.Geometry)
                : Unmeasured(day, Verdict.NotMet, lacking, EvidenceKind.Geometry);
            if (pieces.Count == 0 || !Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    /// <summary>Whether two pieces differ in their first day only.</summary>
    public static bool Same(TimelinePiece a, TimelinePiece b) =>
        a.Verdict == b.Verdict
        && a.Reason == b.Reason
        && a.NearRoad == b.NearRoad
        && a.Evidence == b.Evidence
        && a.Conflict == b.Conflict
        && (a.BlockingCodes ?? []).AsSpan().SequenceEqual(b.BlockingCodes ?? []);
}
