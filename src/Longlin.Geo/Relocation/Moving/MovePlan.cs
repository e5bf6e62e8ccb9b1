using Longlin.Geo.Assignment;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>Those of a hamlet who move: the consenting households alone.</summary>
/// <param name="Persons">Population times consenting households over households, rounded up: nobody is left without a
/// place.</param>
public sealed record Mover(string Code, string? Name, int Households, int Persons, double Lon, double Lat)
{
    /// <summary>Counts a hamlet's movers.</summary>
    /// <returns>Them, or null and why there are none.</returns>
    public static (Mover? Mover, string? Reason) Of(HamletFacts hamlet)
    {
        if (hamlet is not { Lon: { } lon, Lat: { } lat })
            return (null, "no_place");
        if (hamlet.Households is not > 0)
            return (null, "households_missing");
        if (hamlet.Population is not > 0)
            return (null, "population_missing");
        if (hamlet.ConsentingHouseholds is not { } consenting)
            return (null, "consent_unknown");
        if (consenting <= 0)
            return (null, "no_consent");
        if (consenting > hamlet.Households)
            return (null, "consent_above_households");
        return (
            new(
                hamlet.Code,
                hamlet.Name,
                consenting,
                (int)(
                    ((long)hamlet.Population.Value * consenting + hamlet.Households.Value - 1) / hamlet.Households.Value
                ),
                lon,
                lat
            ),
            null
        );
    }
}

/// <summary>A site that takes people in.</summary>
/// <param name="Room">Persons that still find room: the scarcest limit less those who have moved in.</param>
public sealed record SiteRoom(SiteFacts Site, SiteCapacity Capacity, int Room)
{
    /// <summary>Counts a site's room.</summary>
    /// <returns>It, or null and why nobody can be sent there.</returns>
    public static (SiteRoom? Room, string? Reason) Of(SiteFacts site, RelocationRules rules, SitingRules siting)
    {
        if (site is not { Lon: not null, Lat: not null })
            return (null, "no_place");
        var capacity = SiteCapacity.Of(site.Means, rules, siting);
        return capacity.Persons is { } persons
            ? (new(site, capacity, (int)Math.Max(0, persons - site.Occupied)), null)
            : (null, "capacity_unknown");
    }
}

/// <summary>
/// Movers and sites put into the words of <see cref="SiteAssignment"/>: persons, person metres. Pure.
/// </summary>
public static class MovePlan
{
    /// <summary>Builds the table.</summary>
    /// <param name="ways">From each mover to each site.</param>
    /// <param name="maxDistanceMetres">No farther; then a way that is only a straight line is forbidden. Null: any way,
    /// a straight one times its factor.</param>
    /// <param name="groups">Positions of movers who stay together.</param>
    /// <param name="forbidden">Positions of movers and sites that must not meet.</param>
    /// <param name="asOf">Sites not open on this day cost their opening.</param>
    public static AssignmentTable Table(
        IReadOnlyList<Mover> movers,
        IReadOnlyList<SiteRoom> sites,
        PlaceWay[][] ways,
        double? maxDistanceMetres,
        IReadOnlyList<int[]> groups,
        IReadOnlyList<int[]> forbidden,
        AssignmentRules rules,
        DateOnly asOf
    ) =>
        new()
        {
            Demand = [.. movers.Select(m => (double)m.Persons)],
            Capacity = [.. sites.Select(s => (double)s.Room)],
            OpeningCost = [.. sites.Select(s => s.Site.IsOpen(asOf) ? 0 : Math.Round(rules.OpeningPersonMetres.Value))],
            // Whole metres: the costs are whole numbers and the proof is exact.
            Cost =
            [
                .. movers.Select(
                    (m, i) =>
                        sites
                            .Select(
                                (_, j) =>
                                    maxDistanceMetres is { } most
                                    && (ways[i][j].Kind == WayKind.StraightLine || ways[i][j].Metres > most)
                                        ? double.PositiveInfinity
                                        : m.Persons * Math.Round(ways[i][j].Metres)
                            )
                            .ToArray()
                ),
            ],
            Groups = groups,
            Forbidden = forbidden,
        };
}
