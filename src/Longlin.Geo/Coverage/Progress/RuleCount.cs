namespace Longlin.Geo.Coverage.Progress;

/// <summary>How the subjects of a rule stand in an area.</summary>
/// <param name="Code">The area; null is the county.</param>
/// <param name="Conflicts">Subjects on which classes of evidence disagree.</param>
public sealed record RuleCount(
    string? Code,
    string? Name,
    long Total,
    long Met,
    long NotMet,
    long Unknown,
    long Conflicts,
    long Households,
    long HouseholdsMet,
    long PoorPopulation,
    long PoorPopulationMet
);
