namespace Longlin.Geo.Rules.Moving;

/// <summary>The five tests of the Decision for who should move.</summary>
/// <param name="RecommendAt">Hamlets that meet this many tests or more are recommended.</param>
public sealed record CandidateRules(
    int RecommendAt,
    HarshRule Harsh,
    FragileRule Fragile,
    ScatteredRule Scattered,
    TransportRule Transport,
    ServingRule Serving
);

/// <summary>Harsh conditions 生存条件恶劣: in or near a dangerous zone, or none of the ways to safe water.</summary>
/// <param name="ZoneKinds">Kinds of zones that are dangerous.</param>
/// <param name="WithinMetres">A zone within this distance counts.</param>
/// <param name="WaterServices">Services of which at least one gives safe water; all of them lacking is harsh.</param>
public sealed record HarshRule(
    IReadOnlyList<string> ZoneKinds,
    Figure WithinMetres,
    IReadOnlyList<string> WaterServices
);

/// <summary>Fragile ecology 生态环境脆弱: the share of the hamlet's ground inside these zones.</summary>
/// <param name="ZoneKinds">Kinds of zones.</param>
/// <param name="Share">From this share on, 0 to 1.</param>
/// <param name="PointRadiusMetres">The ground of a hamlet that is a point: a circle of this radius.</param>
public sealed record FragileRule(IReadOnlyList<string> ZoneKinds, Figure Share, Figure PointRadiusMetres);

/// <summary>Scattered dwellings 居住分散: marked so, or fewer households.</summary>
/// <param name="BelowHouseholds">Fewer households than this.</param>
public sealed record ScatteredRule(Figure BelowHouseholds);

/// <summary>No transport 交通不便: the service not met.</summary>
/// <param name="Service">The service asked for.</param>
public sealed record TransportRule(string Service);

/// <summary>How the cost of serving in place is summed.</summary>
/// <param name="Services">The services that count, each with a price; a service that gets a price later does not count
/// before it is listed.</param>
/// <param name="OneOf">Groups of services over the same links: only the most expensive of a group counts, since a
/// hardened road is passable too.</param>
public sealed record ServingRule(IReadOnlyList<string> Services, IReadOnlyList<IReadOnlyList<string>> OneOf);
