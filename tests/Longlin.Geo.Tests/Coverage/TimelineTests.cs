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
        10,
        20,
        30,
        NearRoad: false,
        Blocking: [1, 2],
        EvidenceKind.Geometry,
        Conflict: false,
        BlockingCodes: ["a"]
    );

    public static TheoryData<string> Fields =>
        [
            "verdict",
            "reason",
            "upgrade",
            "build",
            "distance",
            "near road",
            "blocking",
            "order of blocking",
            "evidence",
            "conflict",
            "codes",
            "no codes",
            "unknown metres",
        ];

    private static TimelinePiece With(string field) =>
        field switch
        {
            "verdict" => Piece with { Verdict = Verdict.Unknown },
            "reason" => Piece with { Reason = VerdictReason.NotJoined },
            "upgrade" => Piece with { UpgradeMetres = 11 },
            "build" => Piece with { BuildMetres = 21 },
            "distance" => Piece with { DistanceMetres = 31 },
            "near road" => Piece with { NearRoad = true },
            "blocking" => Piece with { Blocking = [1, 3] },
            "order of blocking" => Piece with { Blocking = [2, 1] },
            "evidence" => Piece with { Evidence = EvidenceKind.Declared },
            "conflict" => Piece with { Conflict = true },
            "codes" => Piece with { BlockingCodes = ["b"] },
            "no codes" => Piece with { BlockingCodes = null },
            "unknown metres" => Piece with { DistanceMetres = double.NaN },
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
    public void A_change_below_half_a_metre_starts_no_new_period()
    {
        Assert.True(PlaceTimeline.Same(Piece, Piece with { UpgradeMetres = 10.4, BuildMetres = 20.4 }));
        Assert.True(PlaceTimeline.Same(Piece, Piece with { DistanceMetres = 29.6 }));
    }

    [Fact]
    public void Successive_periods_differ()
    {
        Random random = new(7);
        for (var round = 0; round < 300; round++)
        {
            var definite = Days(random);
            PlaceReach reach = new(definite, definite.Union(Days(random)));
            GapPiece[] gaps =
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new GapPiece(i == 0 ? int.MinValue : i * 5, random.Next(2), random.Next(2), 3, [1])),
            ];
            var pieces = PlaceTimeline.Build(reach, gaps, Days(random));
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
