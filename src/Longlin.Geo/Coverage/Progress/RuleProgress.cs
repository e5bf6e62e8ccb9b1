using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>A number of the county or of an area.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The number.</param>
/// <param name="OutOf">The whole, where there is one.</param>
/// <param name="Unknown">Rows that do not tell.</param>
public sealed record Measure(string Name, double Value, double? OutOf, long Unknown)
{
    /// <summary>The area; null is the county.</summary>
    public string? Code { get; init; }

    /// <summary>The area's name.</summary>
    public string? AreaName { get; init; }

    /// <summary>How many things were measured.</summary>
    public long Things { get; init; }

    /// <summary>The part of the whole of which nothing is known; it is not in <see cref="OutOf"/>.</summary>
    public double UnknownOutOf { get; init; }

    /// <summary>The least that a past year brought, where it is counted by year.</summary>
    public double? LeastYear { get; init; }

    /// <summary>What the past years brought on average.</summary>
    public double? AverageYear { get; init; }

    /// <summary>The share of what is known.</summary>
    public double? Share => OutOf is { } whole ? AreaStanding.Share(Value, whole) : null;

    /// <summary>The share where all that is unknown lacks it.</summary>
    public double? ShareLow => OutOf is { } whole ? AreaStanding.Share(Value, whole + UnknownOutOf) : null;

    /// <summary>The share where all that is unknown has it.</summary>
    public double? ShareHigh =>
        OutOf is { } whole ? AreaStanding.Share(Value + UnknownOutOf, whole + UnknownOutOf) : null;
}

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
