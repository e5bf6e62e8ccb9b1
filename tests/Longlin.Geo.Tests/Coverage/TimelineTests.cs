using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>Where the pieces of a timeline begin and end.</summary>
public class TimelineTests
{
    private static readonly TimelinePiece Piece = new(
        100,
        Verdict.NotMet,
        VerdictReason.NoLink,
        NearRoad: false,
        EvidenceKind.Geometry,
        Conflict: false,
        BlockingCodes: ["a"]
    );

    public static TheoryData<string> Fields =>
        ["verdict", "reason", "near road", "evidence", "conflict", "codes", "no codes"];

    private static TimelinePiece With(string field) =>
        field switch
        {
            "verdict" => Piece with { Verdict = Verdict.Unknown },
            "reason" => Piece with { Reason = VerdictReason.NotJoined },
            "near road" => Piece with { NearRoad = true },
            "evidence" => Piece with { Evidence = EvidenceKind.Declared },
            "conflict" => Piece with { Conflict = true },
            "codes" => Piece with { BlockingCodes = ["b"] },
            "no codes" => Piece with { BlockingCodes = null },
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_change_in_any_field_starts_a_new_period(string field)
    {
        Assert.False(PlaceTimeline.Same(Piece, With(field)));
        Assert.True(PlaceTimeline.Same(With(field), With(field) with { From = 200 }));
        TimelinePiece[] two = [Piece with { From = int.MinValue }, With(field) with { From = 200 }];
        Survey confirms = new(300, Verdict.NotMet, EvidenceKind.Inspection);
        Assert.Equal([int.MinValue, 200], PlaceTimeline.WithEvidence(two, [confirms]).Take(2).Select(p => p.From));
    }

    [Fact]
    public void Successive_periods_differ()
    {
        Random random = new(7);
        for (var round = 0; round < 300; round++)
        {
            var definite = Days(random);
            PlaceReach reach = new(definite, definite.Union(Days(random)));
            var pieces = PlaceTimeline.Build(reach, Days(random));
            AssertDiffer(pieces);
            Survey[] surveys =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new Survey(
                        i * 9 + random.Next(5),
                        (Verdict)random.Next(2),
                        (EvidenceKind)random.Next(2, 5)
                    )),
            ];
            AssertDiffer(PlaceTimeline.WithEvidence(pieces, surveys));
            AssertDiffer(
                PlaceTimeline.FromDays(reach.Definite, reach.Possible, VerdictReason.Inside, VerdictReason.NoneInside)
            );
        }
    }

    private static DateSet Days(Random random) =>
        DateSet.FromSpans(Enumerable.Range(0, 3).Select(_ => new DateSpan(random.Next(30), random.Next(30))));

    private static void AssertDiffer(TimelinePiece[] pieces)
    {
        Assert.Equal(int.MinValue, pieces[0].From);
        Assert.All(pieces.Zip(pieces.Skip(1)), p => Assert.True(p.First.From < p.Second.From));
        Assert.DoesNotContain(pieces.Zip(pieces.Skip(1)), p => PlaceTimeline.Same(p.First, p.Second));
    }
}
