using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Model;

namespace Longlin.Geo.Reports;

/// <summary>One rule as the contract publishes it; every field is always there.</summary>
/// <param name="Standing">met, open, overdue, unknown or not_in_force.</param>
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
    double? Value,
    double? AtLeast,
    double? AtMost,
    double? PerYear,
    double? LeastYear,
    double? PerMonth,
    IReadOnlyList<RuleCount> Areas
);

/// <summary>A rate that the Decision asks to raise.</summary>
public sealed record RateItem(string Rate, Bilingual Title, double Value, double? OutOf, double? Share, long Unknown);

/// <summary>Every rule's standing on a day.</summary>
public sealed record ProgressDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string? By,
    IReadOnlyList<RuleItem> Rules,
    IReadOnlyList<RateItem> Rates
);
