using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Fixes;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Planning;

/// <summary>Suspected breaks of a service's network on a day, as a queue of repairs. Pure.</summary>
public static class NetworkBreaks
{
    /// <summary>
    /// Suspected breaks, never bridged: links that nearly meet or cross without a common vertex and that no other way
    /// joins, in the order of the repair queue; then ends that are joined, but far by road, or not good enough yet;
    /// then what was decided.
    /// </summary>
    public static IReadOnlyList<NetworkFinding> Find(
        ServiceRule service,
        Standard standard,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var day = asOf.DayNumber;
        var places = Hamlets(service, county, asOf);
        var network = ServiceNetwork.Build(service, county, places);
        var input = network.Input;
        var reach = ReachComputation.Run(input, cancellationToken);
        var codes = ServiceNetwork.Codes(service, county);
        int[] households = [.. places.Select(p => p.Attributes?.GetValueOrDefault("households") as int? ?? 0)];
        SuspectedBreak[] apart = [.. reach.BreaksOn(day, households).Where(b => b.IsApart)];
        HashSet<string> known = [];
        List<NetworkFinding> found =
        [
            .. apart
                .Select(b =>
                    Break(b.Edge, b.At, b.OtherEdge, b.Line, b.Metres) with
                    {
                        Reasons = [b.IsCrossing ? "crossing" : "apart"],
                        Households = b.Places.Sum(p => (long)households[p]),
                        PlaceCount = b.Places.Count,
                        Places = [.. b.Places.Select(p => places[p].Code)],
                        Order = b.Order,
                    }
                )
                .Where(b => known.Add(b.Id!)),
        ];
        // Each once, also where the links are not good enough yet, or joined by a long way round.
        foreach (var end in Ends(reach, standard, input, day))
        {
            if (reach.GapAt(end.Node, end.Missing!.Edge) is not { } gap)
                continue;
            var one = Break(gap.Edge, gap.At, gap.OtherEdge, gap.Line, gap.Metres) with
            {
                Reasons = [end.Missing.RoadMetres is null ? "apart" : "detour"],
                RoadMetres = end.Missing.RoadMetres,
            };
            if (known.Add(one.Id!))
                found.Add(one);
        }

        return [.. found, .. network.Joints.Where(j => j.Joint.Exists.Contains(day)).Select(Decided)];

        NetworkFinding Break(int edge, string at, int otherEdge, double[] line, double metres)
        {
            var (link, other) = (reach.Graph.EdgeLink[edge], reach.Graph.EdgeLink[otherEdge]);
            var (one, two) = (input.Links[link], input.Links[other]);
            return NetworkFinding.OnLink("suspected_break", "open", codes[one.Id], line) with
            {
                Id = Joint.CodeOf(codes[one.Id], JointLinks.PlaceOf(input.Links, link, at), codes[two.Id]),
                Since = Day(one.Exists.Intersect(two.Exists).Spans.ToArray().LastOrDefault(s => s.From <= day).From),
                ToCode = codes[two.Id],
                MissingMetres = metres,
            };
        }
    }

    /// <summary>The hamlets whose verdicts a decision changes on a day.</summary>
    /// <param name="service">The service.</param>
    /// <param name="county">The county as it is.</param>
    /// <param name="decided">The county's decisions as they would be.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<BreakEffect> Effects(
        ServiceRule service,
        CountyData county,
        IReadOnlyList<Joint> decided,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var places = Hamlets(service, county, asOf);
        var before = Verdicts(county);
        var after = Verdicts(county with { Joints = decided });
        return
        [
            .. places
                .Select(
                    (p, i) =>
                        new BreakEffect(
                            p.Code,
                            p.Attributes?.GetValueOrDefault("households") as int?,
                            before[i],
                            after[i]
                        )
                )
                .Where(e => e.Before != e.After)
                .OrderByDescending(e => e.Households ?? 0)
                .ThenBy(e => e.Code, StringComparer.Ordinal),
        ];

        Verdict[] Verdicts(CountyData data) =>
            [
                .. ReachComputation
                    .Served(ServiceNetwork.Build(service, data, places).Input, cancellationToken)
                    .Select(r =>
                        r.Definite.Contains(asOf.DayNumber) ? Verdict.Met
                        : r.Bridged.Contains(asOf.DayNumber) ? Verdict.Unknown
                        : Verdict.NotMet
                    ),
            ];
    }

    private static SubjectPlace[] Hamlets(ServiceRule service, CountyData county, DateOnly asOf) =>
        [
            .. CoverageComputation
                .Seated(county, [service])
                .Select(p => county.Places[p])
                .Where(p => p.Subject == "hamlet" && p.Exists.Contains(asOf.DayNumber)),
        ];

    private static IEnumerable<DeadEnd> Ends(ReachComputation reach, Standard standard, NetworkInput input, int day) =>
        DeadEnds
            .Find(
                reach.Graph,
                Array.ConvertAll(reach.Graph.EdgeLink, l => input.Links[l].Exists),
                static (_, _) => false,
                day,
                input.SuspectedBreakMetres,
                standard.DeadEnd.Detour
            )
            .Where(e => e.Missing is not null)
            .OrderBy(e => e.Missing!.Metres);

    private static NetworkFinding Decided(PlacedJoint placed)
    {
        var (joint, line, metres, isLost) = placed;
        return NetworkFinding.OnLink(
            "suspected_break",
            isLost && joint.Confirmed ? "lost"
                : joint.Confirmed ? "confirmed"
                : "refused",
            joint.CodeA,
            line ?? []
        ) with
        {
            Id = joint.Code,
            Reasons = isLost ? [metres is null ? "link_gone" : "moved_apart"] : [],
            ToCode = joint.CodeB,
            MissingMetres = metres,
            DecidedBy = joint.DecidedBy,
            Note = joint.Reason,
        };
    }

    private static DateOnly? Day(int number) =>
        number is int.MinValue or int.MaxValue ? null : DateOnly.FromDayNumber(number);
}

/// <summary>A hamlet whose verdict, computed from the network, a decision about breaks changes.</summary>
/// <param name="Code">The hamlet.</param>
/// <param name="Households">Null: not known.</param>
/// <param name="Before">Its verdict without the decision.</param>
/// <param name="After">And with it.</param>
public sealed record BreakEffect(string Code, int? Households, Verdict Before, Verdict After);
