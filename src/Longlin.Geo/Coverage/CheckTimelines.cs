using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage;

/// <summary>The timelines of services that are no networks: indicators of hamlets, facilities inside areas.</summary>
internal static class CheckTimelines
{
    /// <summary>The pieces of every place, in the county's order; null where the service is not for it.</summary>
    public static TimelinePiece[]?[] Of(CheckRule check, CountyData county) =>
        check switch
        {
            { Indicators: { } indicators } => Indicators(check, indicators, county),
            { Inside: { } inside } => Inside(check, inside, county),
            { Ways: not null } => new TimelinePiece[]?[county.Places.Count], // asked on the day: LinkQuery
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
            string[] failed = [.. form.Columns.Where(c => attributes.GetValueOrDefault(c) is "not_met")],
                missing = [.. form.Columns.Where(c => attributes.GetValueOrDefault(c) is null)];
            TimelinePiece[] pieces =
            [
                failed.Length > 0
                    ? PlaceTimeline.Unmeasured(
                        int.MinValue,
                        Verdict.NotMet,
                        "indicator_failed",
                        EvidenceKind.Declared,
                        failed
                    )
                : missing.Length > 0
                    ? PlaceTimeline.Unmeasured(
                        int.MinValue,
                        Verdict.Unknown,
                        "indicator_missing",
                        EvidenceKind.None,
                        missing
                    )
                : PlaceTimeline.Unmeasured(int.MinValue, Verdict.Met, "indicators_met", EvidenceKind.Declared),
            ];
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

    // One hamlet that lacks it decides, one that is unknown leaves it open.
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
                there.Count == 0 ? PlaceTimeline.Unmeasured(day, Verdict.Unknown, "no_hamlets", EvidenceKind.None)
                : With(Verdict.NotMet) is { Length: > 0 } lacking
                    ? PlaceTimeline.Unmeasured(day, Verdict.NotMet, "hamlets_lacking", EvidenceKind.Declared, lacking)
                : With(Verdict.Unknown) is { Length: > 0 } unknown
                    ? PlaceTimeline.Unmeasured(day, Verdict.Unknown, "hamlets_unknown", EvidenceKind.None, unknown)
                : PlaceTimeline.Unmeasured(day, Verdict.Met, "all_hamlets_met", EvidenceKind.Declared);
            if (pieces.Count == 0 || !PlaceTimeline.Same(pieces[^1], piece))
                pieces.Add(piece);
        }

        return [.. pieces];
    }

    private static TimelinePiece[]?[] Inside(CheckRule check, InsideForm form, CountyData county)
    {
        var facilities = county.Assets[form.Layer].Where(a => a.Kind is { } kind && form.Kinds.Contains(kind)).ToList();
        Dictionary<string, (DateSet Definite, DateSet Possible)> found = [];
        STRtree<SubjectPlace> outlines = new();
        foreach (var area in county.Places.Where(p => p.Outline is not null))
            outlines.Insert(area.Outline!.EnvelopeInternal, area);
        outlines.Build();
        var uncoded = false;
        foreach (var facility in facilities)
        {
            var (exists, mayExist) = Lifetime.Of(
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
            if (facility.Attributes.GetValueOrDefault("village_code") is string { Length: >= 12 } code)
            {
                Add(code[..12], definite, possible);
                Add(code[..9], definite, possible);
                continue;
            }

            uncoded = true;
            if (facility.Geometry is not { IsEmpty: false } geometry)
                continue;
            foreach (var area in outlines.Query(geometry.EnvelopeInternal).Where(a => a.Outline!.Intersects(geometry)))
                Add(area.Code, definite, possible);
        }

        return
        [
            .. county.Places.Select(p =>
                !check.Subjects.Contains(p.Subject) ? null
                : facilities.Count == 0 ? PlaceTimeline.Unknown("no_data")
                : found.TryGetValue(p.Code, out var days)
                    ? PlaceTimeline.OfDays(days.Definite, days.Possible, "inside", "none_inside")
                : p.Outline is null && uncoded ? PlaceTimeline.Unknown("outline_missing")
                : PlaceTimeline.OfDays(DateSet.Empty, DateSet.Empty, "inside", "none_inside")
            ),
        ];

        void Add(string code, DateSet definite, DateSet possible)
        {
            var (before, perhaps) = found.GetValueOrDefault(code, (DateSet.Empty, DateSet.Empty));
            found[code] = (before.Union(definite), perhaps.Union(possible));
        }
    }
}
