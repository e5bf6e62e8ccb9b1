using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>Where a rule stands on a day, from what was counted or measured. Pure.</summary>
public static class RuleStandings
{
    private const double DaysPerMonth = 30.4375;

    /// <summary>Of a rule that counts subjects.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="counts">The county's first, then those of areas; empty where there is no subject.</param>
    /// <param name="asOf">The day.</param>
    public static RuleProgress Judge(CoverageRule rule, IReadOnlyList<RuleCount> counts, DateOnly asOf)
    {
        if (!InForce(rule, asOf))
            return NotInForce(rule);
        var county = counts.Count > 0 ? counts[0] : new(null, null, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        IReadOnlyList<AreaStanding> areas = [.. counts.Skip(1).Select(AreaStanding.Of)];
        if (county.Total == 0)
            return new(rule, RuleStanding.NotApplicable, AreaStanding.Of(county), areas, null, null, null);
        // Where the Decision names a share, no more than that is asked for.
        var lacking = rule.PassRatio is { } share
            ? Math.Min(county.NotMet, Math.Max(0, (long)Math.Ceiling(share * county.Total - 1e-9) - county.Met))
            : county.NotMet;
        var enough = rule.PassRatio is { } needed && county.Met >= needed * county.Total - 1e-9;
        var standing = enough ? RuleStanding.Met : Standing(rule, lacking, county.Unknown, asOf);
        return new(
            rule,
            standing,
            AreaStanding.Of(county),
            areas,
            null,
            lacking,
            PerMonth(rule, enough ? 0 : lacking, asOf)
        );
    }

    /// <summary>Of a rule about a number of the county.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="number">The county's.</param>
    /// <param name="areas">Those of areas.</param>
    /// <param name="asOf">The day.</param>
    public static RuleProgress Judge(CoverageRule rule, Measure number, IReadOnlyList<Measure> areas, DateOnly asOf)
    {
        if (!InForce(rule, asOf))
            return NotInForce(rule);
        var target = rule.Measure!;
        IReadOnlyList<AreaStanding> standings = [.. areas.Select(AreaStanding.Of)];
        // A rule that asks for so many of a thing is about those that are missing too; the others need something to be
        // about.
        if (target.AtLeast is null && number.Things == 0)
            return new(rule, RuleStanding.NotApplicable, AreaStanding.Of(number), standings, number, null, null);
        var lacking =
            Math.Max(0, (target.AtLeast ?? number.Value) - number.Value)
            + Math.Max(0, number.Value - (target.AtMost ?? number.Value));
        if (target is { AtLeast: null, AtMost: null })
            lacking = (number.OutOf ?? number.Value) - number.Value - number.Unknown;
        // Unknown rows can only lift a sum: what is reached stays reached, what must fall to zero is not known to have
        // fallen. The pace of the years is shown and decides nothing: it is an average that the Decision foresees.
        var unknown = target.AtMost is not null || target is { AtLeast: null } ? number.Unknown : 0;
        return new(
            rule,
            Standing(rule, lacking, unknown, asOf),
            AreaStanding.Of(number),
            standings,
            number,
            lacking,
            PerMonth(rule, lacking, asOf)
        );
    }

    private static bool InForce(CoverageRule rule, DateOnly asOf) =>
        !(asOf < rule.EffectiveFrom || asOf > rule.EffectiveUntil);

    private static RuleProgress NotInForce(CoverageRule rule) =>
        new(rule, RuleStanding.NotInForce, null, [], null, null, null);

    private static RuleStanding Standing(CoverageRule rule, double lacking, long unknown, DateOnly asOf) =>
        lacking > 0
            ? rule.Deadline is not { } deadline || asOf < deadline
                ? RuleStanding.Open
                : asOf == deadline
                    ? RuleStanding.Missed
                    : RuleStanding.Overdue
            : unknown > 0
                ? RuleStanding.Unknown
                : RuleStanding.Met;

    private static double? PerMonth(CoverageRule rule, double lacking, DateOnly asOf) =>
        lacking > 0 && rule.Deadline is { } deadline && deadline > asOf
            ? lacking / Math.Max(1, (deadline.DayNumber - asOf.DayNumber) / DaysPerMonth)
            : null;
}
