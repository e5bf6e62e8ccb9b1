using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>What the number of households that have a service adds to what the network says.</summary>
internal static class DeclaredHouseholds
{
    /// <summary>The pieces of a hamlet with its number, which counts from the day it was recorded.</summary>
    public static TimelinePiece[] Apply(DeclaredColumn declared, SubjectPlace place, TimelinePiece[] pieces)
    {
        if (place.Attributes is not { } attributes)
            return pieces;
        var (having, households) = (
            attributes.GetValueOrDefault(declared.Column) as int?,
            attributes.GetValueOrDefault("households") as int?
        );
        List<TimelinePiece> all = [];
        foreach (var day in new SortedSet<int>([.. pieces.Select(p => p.From), place.RecordedOn]))
        {
            var known = day >= place.RecordedOn;
            var piece = Judge(
                declared,
                PlaceTimeline.At(pieces, day) with
                {
                    From = day,
                },
                known ? having : null,
                households
            );
            if (all.Count == 0 || !PlaceTimeline.Same(all[^1], piece))
                all.Add(piece);
        }

        return [.. all];
    }

    private static TimelinePiece Judge(DeclaredColumn declared, TimelinePiece piece, int? having, int? households)
    {
        if (having >= households && households > 0)
            return PlaceTimeline.Unmeasured(piece.From, Verdict.Met, VerdictReason.Declared, EvidenceKind.Declared);
        if (!declared.Completes || piece.Verdict != Verdict.NotMet)
            return piece;
        return (having, households) switch
        {
            (null, _) => piece with
            {
                Verdict = Verdict.Unknown,
                Reason = VerdictReason.AttributeMissing,
                Evidence = EvidenceKind.None,
                BlockingCodes = [declared.Column],
            },
            (> 0, null) => piece with
            {
                Verdict = Verdict.Unknown,
                Reason = VerdictReason.HouseholdsMissing,
                Evidence = EvidenceKind.None,
            },
            (> 0, > 0) => piece with
            {
                Reason = VerdictReason.Partly,
                Evidence = EvidenceKind.Declared,
                BlockingCodes = [declared.Column],
            },
            _ => piece,
        };
    }
}
