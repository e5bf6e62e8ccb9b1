using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>Where a rule stands against its deadline.</summary>
public enum RuleStanding
{
    /// <summary>Every subject is met, or the share that the rule names.</summary>
    Met,

    /// <summary>Something is lacking and there is time.</summary>
    Open,

    /// <summary>Something is lacking on the deadline day itself: that is final.</summary>
    Missed,

    /// <summary>Something is lacking and the deadline is past.</summary>
    Overdue,

    /// <summary>Nothing is known to lack, and not everything is known.</summary>
    Unknown,

    /// <summary>There is nothing that the rule is about on the day.</summary>
    NotApplicable,

    /// <summary>The rule is not in force on the day.</summary>
    NotInForce,
}

/// <summary>One rule on a day.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="County">The county's figures; null where the rule is not in force.</param>
/// <param name="Areas">Those of the areas asked for.</param>
/// <param name="Number">The county's number, where the rule is about one.</param>
/// <param name="Remaining">What lacks until the rule is met: subjects, or the number's unit.</param>
/// <param name="PerMonth">Subjects (or the number's unit) a month until the deadline; null where none are lacking, the
/// deadline is past or there is none.</param>
public sealed record RuleProgress(
    CoverageRule Rule,
    RuleStanding Standing,
    AreaStanding? County,
    IReadOnlyList<AreaStanding> Areas,
    Measure? Number,
    double? Remaining,
    double? PerMonth
);

/// <summary>All rules on a day, and the rates that the Decision asks to raise.</summary>
public sealed record Progress(IReadOnlyList<RuleProgress> Rules, IReadOnlyList<Measure> Rates)
{
    /// <summary>Figures without a threshold.</summary>
    public IReadOnlyList<FigureStanding> Figures { get; init; } = [];
}

/// <summary>A figure without a threshold: never met, shown with its trend.</summary>
/// <param name="Figure">What is counted.</param>
/// <param name="Number">The county's.</param>
/// <param name="YearBefore">What it was a year earlier.</param>
public sealed record FigureStanding(CountRule Figure, Measure Number, double YearBefore);
