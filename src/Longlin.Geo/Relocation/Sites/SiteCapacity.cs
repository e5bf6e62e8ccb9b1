using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>The resources that limit how many persons a site holds; null where not known.</summary>
/// <param name="HousingM2">Square metres of housing.</param>
/// <param name="SchoolPlaces">Places for pupils.</param>
/// <param name="WaterLPerDay">Litres a day.</param>
/// <param name="CapacityPersons">Capacity stated by the bureau.</param>
/// <param name="LandM2">Square metres of land.</param>
internal sealed record SiteMeans(
    double? HousingM2 = null,
    int? SchoolPlaces = null,
    double? WaterLPerDay = null,
    int? CapacityPersons = null,
    double? LandM2 = null
);

/// <summary>How many persons a site holds by each limit; null where not known.</summary>
internal sealed record SiteCapacity(int? Housing, int? Stated, int? School, int? Water, int? Land)
{
    private IEnumerable<(string Name, int? Persons)> All =>
        [("housing", Housing), ("capacity_persons", Stated), ("school", School), ("water", Water), ("land", Land)];

    /// <summary>The smallest of the known limits; null where none is known.</summary>
    public int? Persons => All.Min(l => l.Persons);

    /// <summary>The names of the smallest limits: housing, capacity_persons, school, water, land.</summary>
    public IReadOnlyList<string> Limits =>
        [.. All.Where(l => l.Persons is not null && l.Persons == Persons).Select(l => l.Name)];

    /// <summary>The names of the limits that are not known.</summary>
    public IReadOnlyList<string> Unknown => [.. All.Where(l => l.Persons is null).Select(l => l.Name)];

    /// <summary>
    /// Whether the site holds this many persons: false when a known limit is too small, null while housing, school
    /// places, water or land is not known. The bureau's figure may be missing.
    /// </summary>
    public bool? Holds(int persons) =>
        Persons < persons ? false
        : Unknown.All(u => u == "capacity_persons") ? true
        : null;

    /// <summary>The capacity in whole persons, rounded down.</summary>
    public static SiteCapacity From(SiteMeans means, RelocationRules rules, SitingRules siting) =>
        new(
            Whole(means.HousingM2 / rules.Moving.HousingM2PerPerson.Value),
            means.CapacityPersons,
            Whole(means.SchoolPlaces / rules.Assignment.SchoolAgeShare.Value),
            Whole(means.WaterLPerDay / rules.Assignment.WaterLitresPerPersonDay.Value),
            Whole(means.LandM2 / siting.SquareMetresPerPerson)
        );

    // A quotient of decimal data may come out slightly below a whole number.
    private static int? Whole(double? persons) =>
        persons is { } p ? (int)Math.Min(int.MaxValue, Math.Floor(p + 1e-9)) : null;
}
