using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>
/// Whether the ways between a village and its township, and between neighbouring villages, are open: passable without a
/// bottleneck. Answered from the network
/// on the day asked for, since the best way, and with it what stands in it, changes with every road.
/// </summary>
public static class LinkQuery
{
    /// <summary>Every pair of neighbours on the day, by code.</summary>
    public static IReadOnlyList<Gap> All(
        Standard standard,
        CheckRule check,
        CountyData county,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var over = standard.Services.Single(s => s.Service == check.Ways!.Over);
        var ways = VillageWays.On(over, county, day, cancellationToken);
        var unknown = county.Assets[over.Layer].Count == 0;
        var townships = county
            .Places.Where(p => p.Subject == "township")
            .GroupBy(p => p.Code)
            .ToDictionary(g => g.Key, g => g.First().Name);
        return [.. ways.Ways.Select(Judge).OrderBy(g => g.Code, StringComparer.Ordinal)];

        Gap Judge(SeatWay way)
        {
            var judged = ways.Judge(way, standard).ToList();
            string[] bad = Codes(judged.Where(j => j.Reasons.Count > 0).Select(j => j.Link)),
                missing = Codes(judged.Where(j => j.Missing.Count > 0).Select(j => j.Link));
            var (verdict, reason, blocking) =
                unknown ? (Verdict.Unknown, VerdictReason.NoData, [])
                : double.IsNaN(way.From.Lon) || double.IsNaN(way.To.Lon)
                    ? (Verdict.Unknown, VerdictReason.SeatMissing, [])
                : !way.Perhaps ? (Verdict.NotMet, VerdictReason.NoWay, [])
                : !way.Surely ? (Verdict.Unknown, VerdictReason.AttributeMissing, missing)
                : bad.Length > 0 ? (Verdict.NotMet, VerdictReason.Bottleneck, bad)
                : missing.Length > 0 ? (Verdict.Unknown, VerdictReason.AttributeMissing, missing)
                : (Verdict.Met, VerdictReason.Open, Array.Empty<string>());
            var township = way.From.Code[..Math.Min(9, way.From.Code.Length)];
            return new Gap(
                "link",
                $"{way.From.Code}-{way.To.Code}",
                $"{way.From.Name}—{way.To.Name}",
                way.From.Code,
                way.From.Name,
                township,
                townships.GetValueOrDefault(township),
                (int)VillageWays.Households(county, way.From.Code, day),
                null,
                null,
                verdict,
                reason,
                null,
                null,
                null,
                null,
                blocking,
                Finite(way.From.Lon),
                Finite(way.From.Lat),
                reason is VerdictReason.NoData or VerdictReason.SeatMissing ? EvidenceKind.None : EvidenceKind.Geometry
            );
        }

        string[] Codes(IEnumerable<int> links) => [.. links.Select(l => ways.Asset(l).Code).Distinct()];
    }

    /// <summary>
    /// The answer to a question whose subject is links: area, bounding box, verdicts, order and page as for the others.
    /// </summary>
    public static GapAnswer SelectPage(IReadOnlyList<Gap> all, GapQuestion question)
    {
        var assessed = all.Where(g => IsInside(g, question)).ToList();
        var matching = assessed
            .Where(g =>
                question.Verdicts.Contains(g.Verdict)
                && (question.NearRoad ?? question.Conflict) is not true
                && question.Indicator is null
            )
            .Select(g => g with { Rank = question.Sort == "households" ? g.Households ?? -1 : 0 })
            .OrderByDescending(g => g.Rank)
            .ThenBy(g => g.Code, StringComparer.Ordinal)
            .ToList();
        var rest = question.After is not { } after
            ? matching
            :
            [
                .. matching.Where(g =>
                    g.Rank < after.Rank || (g.Rank == after.Rank && string.CompareOrdinal(g.Code, after.Code) > 0)
                ),
            ];
        return new(
            new(matching.Count, matching.Sum(g => (long)(g.Households ?? 0)), 0, 0, assessed.Count),
            [.. rest.Take(question.Limit)],
            rest.Count > question.Limit
        );
    }

    /// <summary>How the links stand, for the county and by area.</summary>
    public static List<RuleCount> Count(IReadOnlyList<Gap> all, string? by)
    {
        List<RuleCount> counts = [CountOf(null, null, all)];
        if (by is not null)
            counts.AddRange(
                all.GroupBy(g => by == "village" ? g.VillageCode! : g.TownshipCode!)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => CountOf(g.Key, by == "village" ? g.First().Village : g.First().Township, [.. g]))
            );
        return counts;

        static RuleCount CountOf(string? code, string? name, IReadOnlyList<Gap> links)
        {
            long Number(Verdict verdict) => links.Count(l => l.Verdict == verdict);
            return new(
                code,
                name,
                links.Count,
                Number(Verdict.Met),
                Number(Verdict.NotMet),
                Number(Verdict.Unknown),
                0,
                links.Sum(l => (long)(l.Households ?? 0)),
                links.Where(l => l.Verdict == Verdict.Met).Sum(l => (long)(l.Households ?? 0)),
                0,
                0
            );
        }
    }

    private static bool IsInside(Gap link, GapQuestion question) =>
        // A link lies in the area of the village it begins at, as in the sums: so it is counted once.
        (question.Area is null || link.VillageCode!.StartsWith(question.Area, StringComparison.Ordinal))
        && (
            question.Bbox is not { } b
            || (link.Lon is { } lon && link.Lat is { } lat && lon >= b[0] && lon <= b[2] && lat >= b[1] && lat <= b[3])
        );

    private static double? Finite(double degrees) => double.IsNaN(degrees) ? null : degrees;
}
