using Longlin.Geo.Assignment;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>The part of a hamlet that moves: only the consenting households.</summary>
/// <param name="Persons">Population × consenting households / households, rounded up so that everyone gets a
/// place.</param>
internal sealed record Mover(string Code, string? Name, int Households, int Persons, double Lon, double Lat)
{
    /// <summary>The movers of a hamlet.</summary>
    /// <returns>The movers, or null and the reason why there are none.</returns>
    public static (Mover? Mover, string? Reason) From(HamletFacts hamlet)
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

/// <summary>A site with its free capacity.</summary>
/// <param name="Room">Persons who still fit: the smallest limit less those who have moved in.</param>
internal sealed record SiteRoom(SiteFacts Site, SiteCapacity Capacity, int Room)
{
    /// <summary>The free capacity of a site.</summary>
    /// <returns>The capacity, or null and the reason why nobody can be assigned there.</returns>
    public static (SiteRoom? Room, string? Reason) From(SiteFacts site, RelocationRules rules, SitingRules siting)
    {
        if (site is not { Lon: not null, Lat: not null })
            return (null, "no_place");
        var capacity = SiteCapacity.From(site.Means, rules, siting);
        return capacity.Persons is { } persons
            ? (new(site, capacity, (int)Math.Max(0, persons - site.Occupied)), null)
            : (null, "capacity_unknown");
    }
}

/// <summary>
/// Movers and sites as a table for <see cref="SiteAssignment"/>, in persons and person metres. Pure.
/// </summary>
internal static class MovePlan
{
    /// <summary>Builds the table.</summary>
    /// <param name="ways">Distances from each mover to each site.</param>
    /// <param name="maxDistanceMetres">Longest distance allowed; pairs without a road are forbidden then. Null: no
    /// limit, and pairs without a road count with the straight line times its factor.</param>
    /// <param name="groups">Positions of movers who stay together.</param>
    /// <param name="forbidden">Pairs of mover and site, by position, that are not allowed.</param>
    /// <param name="asOf">Sites that are not open on this day have an opening cost.</param>
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
