using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// A place that has a service has what follows from it. Which follows from which is data (<c>implies</c>).
/// </summary>
internal static class ImpliedServices
{
    /// <summary>
    /// The surveys with those that count for another service too: who found a hardened road has found a passable one,
    /// and where no road is passable none is hardened either.
    /// </summary>
    public static IReadOnlyDictionary<(string Hamlet, string Service), IReadOnlyList<Survey>> Surveys(
        Standard standard,
        IReadOnlyDictionary<(string Hamlet, string Service), IReadOnlyList<Survey>> surveys
    )
    {
        if (surveys.Count == 0 || standard.Implications.Count == 0)
            return surveys;
        Dictionary<(string, string), List<Survey>> added = [];
        foreach (var ((hamlet, service), found) in surveys)
        {
            foreach (var (cause, implied) in standard.Implications)
            {
                if (cause == service)
                    Add(hamlet, implied, found.Where(s => s.Verdict == Verdict.Met));
                if (implied == service)
                    Add(hamlet, cause, found.Where(s => s.Verdict == Verdict.NotMet));
            }
        }

        Dictionary<(string Hamlet, string Service), IReadOnlyList<Survey>> all = new(surveys);
        foreach (var (key, more) in added)
        {
            // On one day the stronger comes last, and of two alike the one about the service itself.
            all[key] = [.. more.Concat(surveys.GetValueOrDefault(key, [])).OrderBy(s => s.Day).ThenBy(s => s.Kind)];
        }

        return all;

        void Add(string hamlet, string service, IEnumerable<Survey> found)
        {
            if (!added.TryGetValue((hamlet, service), out var list))
                added[(hamlet, service)] = list = [];
            list.AddRange(found);
        }
    }

    /// <summary>Makes met what follows from a service that is met, on the days on which it is.</summary>
    public static void Apply(Standard standard, IReadOnlyList<ServiceTimelines> timelines)
    {
        var byName = timelines.ToDictionary(t => t.Service);
        foreach (var (cause, implied) in standard.Implications)
        {
            var (causes, answers) = (byName[cause].Places, byName[implied].Places);
            for (var p = 0; p < answers.Length; p++)
            {
                if (causes[p] is { } because && answers[p] is { } own)
                    answers[p] = Imply(because, own);
            }
        }
    }

    private static TimelinePiece[] Imply(TimelinePiece[] because, TimelinePiece[] own)
    {
        List<TimelinePiece> all = [];
        var changed = false;
        foreach (var day in new SortedSet<int>([.. because.Select(p => p.From), .. own.Select(p => p.From)]))
        {
            var (cause, piece) = (PlaceTimeline.At(because, day), PlaceTimeline.At(own, day) with { From = day });
            if (cause.Verdict == Verdict.Met && piece.Verdict != Verdict.Met)
            {
                changed = true;
                piece = piece with
                {
                    Verdict = Verdict.Met,
                    Reason = VerdictReason.Implied,
                    Evidence = cause.Evidence,
                    Conflict = cause.Conflict || piece.Verdict == Verdict.NotMet,
                    BlockingCodes = null,
                };
            }

            if (all.Count == 0 || !PlaceTimeline.Same(all[^1], piece))
                all.Add(piece);
        }

        return changed ? [.. all] : own;
    }
}
