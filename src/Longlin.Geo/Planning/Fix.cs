namespace Longlin.Geo.Planning;

/// <summary>What a fix does.</summary>
public enum FixKind
{
    /// <summary>Existing links are made good enough.</summary>
    Upgrade,

    /// <summary>Links that are good enough are reopened.</summary>
    Reopen,

    /// <summary>Something is built, with or without links to upgrade.</summary>
    Build,
}

/// <summary>A link, or several that only work together, and who is served once they are usable.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Segments">Codes of the links.</param>
/// <param name="UpgradeMetres">Metres to upgrade.</param>
/// <param name="BuildMetres">Metres to build.</param>
/// <param name="Yuan">Cost; null where the service has no price.</param>
/// <param name="Places">Positions of the places it frees, among those asked about.</param>
/// <param name="Households">Their households.</param>
/// <param name="Alone">Households that its links free each by itself, added up.</param>
/// <param name="Together">Households whose cheapest way runs over all of its links: what it frees when the rest of
/// their ways is mended too.</param>
/// <param name="Order">Its place in the greedy order, from 1; null where it is not in it.</param>
public sealed record Fix(
    FixKind Kind,
    IReadOnlyList<string> Segments,
    double UpgradeMetres,
    double BuildMetres,
    decimal? Yuan,
    IReadOnlyList<int> Places,
    long Households,
    long Alone,
    long Together,
    int? Order = null
)
{
    /// <summary>Cost for each household that it frees; null where it frees none or has no price.</summary>
    public decimal? YuanPerHousehold => Yuan is { } yuan && Households > 0 ? decimal.Round(yuan / Households, 0) : null;
}

/// <summary>The fixes of a day, the cheapest a household first.</summary>
/// <param name="Fixes">All of them.</param>
/// <param name="SpentYuan">Cost of those in the greedy order.</param>
/// <param name="FreedHouseholds">Households that these free together.</param>
/// <param name="HouseholdsAtMost">No choice of existing links frees more for that money (a relaxation); null where there
/// is no price.</param>
public sealed record FixPlan(
    IReadOnlyList<Fix> Fixes,
    decimal? SpentYuan,
    long FreedHouseholds,
    long? HouseholdsAtMost
);
