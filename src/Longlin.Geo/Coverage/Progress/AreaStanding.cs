namespace Longlin.Geo.Coverage.Progress;

/// <summary>How a rule stands in the county or in one township or village on a day, as it is published.</summary>
/// <param name="Code">The area; empty where a subject lies in no known one; null is the county.</param>
/// <param name="Name">Its name.</param>
/// <param name="Total">Subjects of the rule; null, as the five after it but <paramref name="Unknown"/>, where the rule is
/// about a number.</param>
/// <param name="Met">Those that have it.</param>
/// <param name="NotMet">Those that lack it.</param>
/// <param name="Unknown">Those of which it is not known; of a number, the rows that do not tell.</param>
/// <param name="Conflicts">Those on which classes of evidence disagree.</param>
/// <param name="Households">Of all subjects.</param>
/// <param name="HouseholdsMet">Of those that have it.</param>
/// <param name="PoorPopulation">Poor persons of all subjects.</param>
/// <param name="PoorPopulationMet">Of those that have it.</param>
/// <param name="Value">The number that the rule is about; null where it counts subjects.</param>
/// <param name="OutOf">The whole of that number, where there is one.</param>
/// <param name="ShareLow">The least share that is met: all unknown ones lack it. Null where nothing is counted.</param>
/// <param name="ShareHigh">The greatest: all unknown ones have it.</param>
public sealed record AreaStanding(
    string? Code,
    string? Name,
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
    double? OutOf,
    double? ShareLow,
    double? ShareHigh
)
{
    /// <summary>Of counted subjects.</summary>
    public static AreaStanding Of(RuleCount count) =>
        new(
            count.Code,
            count.Name,
            count.Total,
            count.Met,
            count.NotMet,
            count.Unknown,
            count.Conflicts,
            count.Households,
            count.HouseholdsMet,
            count.PoorPopulation,
            count.PoorPopulationMet,
            null,
            null,
            Measure.PartOf(count.Met, count.Total),
            Measure.PartOf(count.Met + count.Unknown, count.Total)
        );

    /// <summary>Of a number.</summary>
    public static AreaStanding Of(Measure number) =>
        new(
            number.Code,
            number.AreaName,
            null,
            null,
            null,
            number.Unknown,
            null,
            null,
            null,
            null,
            null,
            number.Value,
            number.OutOf,
            number.ShareLow,
            number.ShareHigh
        );
}
