using Longlin.Geo.Rules.Moving;

namespace Longlin.Geo.Rules.Siting;

/// <summary>What one person needs at a site, and how paths are weighed.</summary>
/// <param name="SchoolAgeShare">Of all persons, 0 to 1.</param>
/// <param name="WaterLitresPerPersonDay">Litres.</param>
/// <param name="StraightLineFactor">Without a road, the straight line times this replaces the road distance.</param>
/// <param name="OpeningPersonMetres">Opening a site that is not open yet weighs as much as these person metres.</param>
public sealed record AssignmentRules(
    Figure SchoolAgeShare,
    Figure WaterLitresPerPersonDay,
    Figure StraightLineFactor,
    Figure OpeningPersonMetres
);
