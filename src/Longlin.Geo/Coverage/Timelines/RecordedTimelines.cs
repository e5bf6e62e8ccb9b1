using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>The timelines of what bureaus recorded of areas.</summary>
internal static class RecordedTimelines
{
    /// <summary>The pieces of every place, in the county's order; null where the service is not for it.</summary>
    public static TimelinePiece[]?[] Compute(CheckRule check, RecordedForm form, CountyData county) =>
        [.. county.Places.Select(p => check.Subjects.Contains(p.Subject) ? Of(form, p) : null)];

    private static TimelinePiece[] Of(RecordedForm form, SubjectPlace place)
    {
        object? Attribute(string column) => place.Attributes?.GetValueOrDefault(column);
        string[] read = [.. form.When?.Columns ?? [form.Since!]];
        var asked = form.Among?.Evaluate(Attribute) ?? (form.Among is null ? true : null);
        if (asked is null)
            return Recorded(Unknown([.. form.Among!.Columns]));
        if (asked is false)
            return Recorded(
                PlaceTimeline.Unmeasured(
                    place.RecordedOn,
                    Verdict.Unknown,
                    VerdictReason.NotAsked,
                    EvidenceKind.Declared
                )
            );
        if (form.Since is { } since)
            return Attribute(since) is DateOnly day
                ?
                [
                    PlaceTimeline.Unmeasured(
                        int.MinValue,
                        Verdict.NotMet,
                        VerdictReason.IndicatorFailed,
                        EvidenceKind.Declared,
                        read
                    ),
                    PlaceTimeline.Unmeasured(day.DayNumber, Verdict.Met, VerdictReason.Declared, EvidenceKind.Declared),
                ]
                : [Unknown(read) with { From = int.MinValue }];
        return Recorded(
            form.When!.Evaluate(Attribute) switch
            {
                true => PlaceTimeline.Unmeasured(
                    place.RecordedOn,
                    Verdict.Met,
                    VerdictReason.Declared,
                    EvidenceKind.Declared
                ),
                false => PlaceTimeline.Unmeasured(
                    place.RecordedOn,
                    Verdict.NotMet,
                    VerdictReason.IndicatorFailed,
                    EvidenceKind.Declared,
                    read
                ),
                null => Unknown([.. read.Where(c => Attribute(c) is null)]),
            }
        );

        TimelinePiece Unknown(string[] columns) =>
            PlaceTimeline.Unmeasured(
                place.RecordedOn,
                Verdict.Unknown,
                VerdictReason.IndicatorMissing,
                EvidenceKind.None,
                columns
            );

        TimelinePiece[] Recorded(TimelinePiece piece) =>
            PlaceTimeline.Recorded(piece, VerdictReason.IndicatorMissing, read);
    }
}
