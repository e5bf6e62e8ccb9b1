using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// The timelines of services that are not networks: indicators of hamlets, facilities inside areas, records of areas.
/// </summary>
internal static class CheckTimelines
{
    /// <summary>The pieces of every place, in the county's order; null where the service is not for it.</summary>
    /// <param name="check">The service.</param>
    /// <param name="county">The rows.</param>
    /// <param name="areas">In which of the county's areas something lies.</param>
    public static TimelinePiece[]?[] Compute(CheckRule check, CountyData county, AreaIndex areas) =>
        check switch
        {
            { Indicators: { } indicators } => Indicators(check, indicators, county),
            { Inside: { } inside } => Inside(check, inside, county, areas),
            { Recorded: { } recorded } => RecordedTimelines.Compute(check, recorded, county),
            { Ways: not null } => new TimelinePiece[]?[county.Places.Count], // computed per day: LinkQuery
            _ => throw new ArgumentException($"{check.Service} has no form."),
        };

    private static TimelinePiece[]?[] Indicators(CheckRule check, IndicatorForm form, CountyData county)
    {
        var answers = new TimelinePiece[]?[county.Places.Count];
        Dictionary<string, List<(SubjectPlace Hamlet, TimelinePiece[] Pieces)>> byVillage = [];
        for (var p = 0; p < answers.Length; p++)
        {
            if (county.Places[p] is not { Subject: "hamlet", Attributes: { } attributes } hamlet)
                continue;
            string[] failed =
                [.. form.Columns.Where(c => attributes.GetValueOrDefault(c) as string == Verdict.NotMet.Code())],
                missing = [.. form.Columns.Where(c => attributes.GetValueOrDefault(c) is null)];
            var from = hamlet.RecordedOn;
            TimelinePiece[] pieces =
            [
                failed.Length > 0
                    ? PlaceTimeline.Unmeasured(
                        from,
                        Verdict.NotMet,
                        VerdictReason.IndicatorFailed,
                        EvidenceKind.Declared,
                        failed
                    )
                : missing.Length > 0
                    ? PlaceTimeline.Unmeasured(
                        from,
                        Verdict.Unknown,
                        VerdictReason.IndicatorMissing,
                        EvidenceKind.None,
                        missing
                    )
                : PlaceTimeline.Unmeasured(from, Verdict.Met, VerdictReason.IndicatorsMet, EvidenceKind.Declared),
            ];
            pieces = PlaceTimeline.Recorded(pieces[0], VerdictReason.IndicatorMissing, [.. form.Columns]);
            pieces = PlaceTimeline.WithEvidence(
                pieces,
                county.Surveys.GetValueOrDefault((hamlet.Code, check.Service), [])
            );
            if (check.Subjects.Contains("hamlet"))
                answers[p] = pieces;
            if (hamlet.VillageCode is not { } village)
                continue;
            if (!byVillage.TryGetValue(village, out var members))
                byVillage[village] = members = [];
            members.Add((hamlet, pieces));
        }

        if (!check.Subjects.Contains("village"))
            return answers;
        for (var p = 0; p < answers.Length; p++)
        {
            if (county.Places[p].Subject == "village")
                answers[p] = AllOf(byVillage.GetValueOrDefault(county.Places[p].Code, []));
        }

        return answers;
    }

    // One hamlet that lacks it makes the village not met; one unknown hamlet makes it unknown.
    private static TimelinePiece[] AllOf(List<(SubjectPlace Hamlet, TimelinePiece[] Pieces)> members)
    {
        List<TimelinePiece> pieces = [];
        SortedSet<int> days =
        [
            int.MinValue,
            .. members
                .SelectMany(m =>
                    m.Pieces.Select(x => x.From)
                        .Concat(m.Hamlet.Exists.Spans.ToArray().SelectMany(s => new[] { s.From, s.To }))
                )
                .Where(d => d != int.MaxValue),
        ];
        foreach (var day in days)
        {
            var there = members
                .Where(m => m.Hamlet.Exists.Contains(day))
                .Select(m => (m.Hamlet.Code, PlaceTimeline.At(m.Pieces, day).Verdict))
                .ToList();
            string[] With(Verdict verdict) =>
                [.. there.Where(t => t.Verdict == verdict).Select(t => t.Code).Order(StringComparer.Ordinal)];
            var piece =
                there.Count == 0
                    ? PlaceTimeline.Unmeasured(day, Verdict.Unknown, VerdictReason.NoHamlets, EvidenceKind.None)
                : With(Verdict.NotMet) is { Length: > 0 } lacking
                    ? PlaceTimeline.Unmeasured(
                        day,
                        Verdict.NotMet,
                        VerdictReason.HamletsLacking,
                        EvidenceKind.Declared,
                        lacking
                    )
                : With(Verdict.Unknown) is { Length: > 0 } unknown
                    ? PlaceTimeline.Unmeasured(
                        day,
                        Verdict.Unknown,
                        VerdictReason.HamletsUnknown,
                        EvidenceKind.None,
                        unknown
                    )
                : PlaceTimeline.Unmeasured(day, Verdict.Met, VerdictReason.AllHamletsMet, EvidenceKind.Declared);
            if (pieces.Count == 0 || !PlaceTimeline.Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    private static TimelinePiece[]?[] Inside(CheckRule check, InsideForm form, CountyData county, AreaIndex areas)
    {
        var facilities = county.Assets[form.Layer].Where(a => a.Kind is { } kind && form.Kinds.Contains(kind)).ToList();
        Dictionary<string, (DateSet Definite, DateSet Possible)> found = [],
            claimed = [];
        foreach (var facility in facilities)
        {
            var (exists, mayExist) = Lifetime.Days(
                facility.Status,
                facility.OpenedOn,
                facility.ClosedOn,
                county.DataDate
            );
            var closed = county.Closures.GetValueOrDefault((form.Layer, facility.Code), DateSet.Empty);
            var fits = form.When is null ? true : form.When.Evaluate(facility.Attributes.GetValueOrDefault);
            var (definite, possible) = (
                fits is true ? exists.Except(closed) : DateSet.Empty,
                fits is false ? DateSet.Empty : mayExist.Except(closed)
            );
            HashSet<string> around = [];
            if (facility.Geometry is { IsEmpty: false } place)
                around.UnionWith(areas.CodesAt(place));
            foreach (var area in around)
                Add(found, area, definite, possible);
            // What names a village and lies outside it is claimed only.
            if (facility.Attributes.GetValueOrDefault("village_code") is string { Length: >= 12 } code)
            {
                foreach (var area in (string[])[code[..12], code[..9]])
                {
                    if (!around.Contains(area))
                        Add(claimed, area, definite, possible);
                }
            }
        }

        return
        [
            .. county.Places.Select(p =>
                !check.Subjects.Contains(p.Subject) ? null
                : facilities.Count == 0 ? PlaceTimeline.Unknown(VerdictReason.NoData)
                : p.Outline is null ? PlaceTimeline.Unknown(VerdictReason.OutlineMissing)
                : Contested(Pieces(found.GetValueOrDefault(p.Code, (DateSet.Empty, DateSet.Empty))), p.Code)
            ),
        ];

        TimelinePiece[] Pieces((DateSet Definite, DateSet Possible) days) =>
            PlaceTimeline.FromDays(days.Definite, days.Possible, VerdictReason.Inside, VerdictReason.NoneInside);

        TimelinePiece[] Contested(TimelinePiece[] pieces, string code) =>
            claimed.TryGetValue(code, out var claims) ? PlaceTimeline.WithConflict(pieces, claims.Possible) : pieces;

        static void Add(
            Dictionary<string, (DateSet Definite, DateSet Possible)> days,
            string code,
            DateSet definite,
            DateSet possible
        )
        {
            var (before, perhaps) = days.GetValueOrDefault(code, (DateSet.Empty, DateSet.Empty));
            days[code] = (before.Union(definite), perhaps.Union(possible));
        }
    }
}
