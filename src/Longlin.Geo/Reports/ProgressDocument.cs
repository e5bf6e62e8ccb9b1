using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Model;

namespace Longlin.Geo.Reports;

/// <summary>One rule as the contract publishes it; every field is always there.</summary>
/// <param name="Standing">met, open, missed, overdue, unknown, not_applicable or not_in_force.</param>
/// <param name="Total">Subjects of the rule; null, with the other counts, where it is about a number.</param>
/// <param name="Unknown">Subjects of which it is not known; of a number, the rows that do not tell.</param>
/// <param name="ShareLow">The least share that is met: all unknown ones lack it.</param>
/// <param name="ShareHigh">The greatest share that is met: all unknown ones have it.</param>
/// <param name="Value">The number that the rule is about.</param>
/// <param name="OutOf">The whole of that number, where there is one.</param>
/// <param name="Direction">at_least or at_most: on which side of the target the value has to lie.</param>
/// <param name="Target">What the value is held against.</param>
/// <param name="Remaining">What lacks until the rule is met.</param>
/// <param name="PerYear">The pace that the Decision foresees on average.</param>
/// <param name="LeastYear">The least that a past year brought.</param>
/// <param name="AverageYear">What the past years brought on average.</param>
public sealed record RuleItem(
    string Rule,
    string Subject,
    string? Service,
    string? Measure,
    int MinHouseholds,
    bool PoorOnly,
    string Bureau,
    string Clause,
    DateOnly? Deadline,
    double? PassRatio,
    string Standing,
    long? Total,
    long? Met,
    long? NotMet,
    long? Unknown,
    long? Conflicts,
    long? Households,
    long? HouseholdsMet,
    long? PoorPopulation,
    long? PoorPopulationMet,
    double? ShareLow,
    double? ShareHigh,
    double? Value,
    double? OutOf,
    string? Direction,
    double? Target,
    double? Remaining,
    double? AtLeast,
    double? AtMost,
    double? PerYear,
    double? LeastYear,
    double? AverageYear,
    double? PerMonth,
    IReadOnlyList<AreaStanding> Areas
);

/// <summary>A rate that the Decision asks to raise.</summary>
/// <param name="Rate">Its machine name.</param>
/// <param name="Title">What people read.</param>
/// <param name="Value">The part.</param>
/// <param name="OutOf">The whole, of the rows that tell both.</param>
/// <param name="Share">The part in that whole.</param>
/// <param name="ShareLow">The share where all that is unknown lacks it.</param>
/// <param name="ShareHigh">The share where all that is unknown has it.</param>
/// <param name="Unknown">Rows that do not tell.</param>
public sealed record RateItem(
    string Rate,
    Bilingual Title,
    double Value,
    double? OutOf,
    double? Share,
    double? ShareLow,
    double? ShareHigh,
    long Unknown
);

/// <summary>A figure that the Decision names without a threshold: shown with its trend, never met.</summary>
/// <param name="Figure">Its machine name.</param>
/// <param name="Title">What people read.</param>
/// <param name="Unit">things, villages or m2.</param>
/// <param name="Value">On the day.</param>
/// <param name="OutOf">The whole, where there is one.</param>
/// <param name="YearBefore">A year earlier.</param>
/// <param name="Unknown">Rows that do not tell.</param>
/// <param name="Clause">Word for word; null where it is not on record.</param>
public sealed record FigureItem(
    string Figure,
    Bilingual Title,
    string Unit,
    double Value,
    double? OutOf,
    double YearBefore,
    long Unknown,
    string? Clause
);

/// <summary>Every rule's standing on a day.</summary>
public sealed record ProgressDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string? By,
    string Denominator,
    IReadOnlyList<RuleItem> Rules,
    IReadOnlyList<RateItem> Rates,
    IReadOnlyList<FigureItem> Figures
);
