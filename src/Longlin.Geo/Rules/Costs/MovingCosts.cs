using Longlin.Geo.Rules.Moving;

namespace Longlin.Geo.Rules.Costs;

/// <summary>What moving costs.</summary>
/// <param name="HousingM2PerPerson">At most 25 m² a person (the national limit of relocation housing).</param>
/// <param name="HousingYuanPerM2">Of new housing.</param>
/// <param name="SiteYuanPerPerson">Land, roads, water, power and public places of the site.</param>
/// <param name="OldHouseYuanPerHousehold">Demolishing the old house and reclaiming the land.</param>
/// <param name="MoveYuanPerHousehold">The move itself.</param>
public sealed record MovingCosts(
    Figure HousingM2PerPerson,
    Figure HousingYuanPerM2,
    Figure SiteYuanPerPerson,
    Figure OldHouseYuanPerHousehold,
    Figure MoveYuanPerHousehold
)
{
    /// <summary>Cost of moving one household, in yuan; null when the household size is unknown.</summary>
    /// <param name="households">Of the hamlet.</param>
    /// <param name="population">Of the hamlet.</param>
    public decimal? PerHousehold(int? households, int? population) =>
        households is > 0 && population is > 0
            ? decimal.Round(
                (decimal)(
                    population.Value
                        / (double)households.Value
                        * (HousingM2PerPerson.Value * HousingYuanPerM2.Value + SiteYuanPerPerson.Value)
                    + OldHouseYuanPerHousehold.Value
                    + MoveYuanPerHousehold.Value
                ),
                0
            )
            : null;
}
