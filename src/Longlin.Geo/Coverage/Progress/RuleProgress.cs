using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>A number of the county.</summary>
/// <param name="OutOf">The whole, where there is one.</param>
/// <param name="Unknown">Rows that do not tell.</param>
/// <param name="LeastYear">The least that a past year brought, where it is counted by year.</param>
public sealed record Measure(string Name, double Value, double? OutOf, long Unknown, double? LeastYear);

/// <summary>Where a rule stands against its deadline.</summary>
public enum RuleStanding
{
    /// <summary>Every subject is met, or the share that the rule names.</summary>
    Met,

    /// <summary>Something is lacking and there is time.</summary>
    Open,

    /// <summary>Something is lacking and the deadline is past.</summary>
    Overdue,

    /// <summary>Nothing is known to lack, and not everything is known.</summary>
    Unknown,

    /// <summary>The rule is not in force on the day.</summary>
    NotInForce,
}

/// <summary>One rule on a day.</summary>
/// <param name="Counts">The county's first, then the areas asked for.</param>
/// <param name="Number">The county's number, where the rule is about one.</param>
/// <param name="PerMonth">Subjects (or the number's unit) a month until the deadline; null where none are lacking, the
/// deadline is past or there is none.</param>
public sealed record RuleProgress(
    CoverageRule Rule,
    RuleStanding Standing,
    IReadOnlyList<RuleCount> Counts,
    Measure? Number,
    double? PerMonth
);

/// <summary>All rules on a day, and the rates that the Decision asks to raise.</summary>
public sealed record Progress(IReadOnlyList<RuleProgress> Rules, IReadOnlyList<Measure> Rates);
