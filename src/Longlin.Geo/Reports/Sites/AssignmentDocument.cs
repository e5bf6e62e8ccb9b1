using Longlin.Geo.Model;

namespace Longlin.Geo.Reports.Sites;

/// <summary>
/// Who goes where; places in EPSG:4490. <paramref name="Way"/> is road, existing_road (not surely passable) or
/// straight_line (no road leads: <paramref name="Approximate"/>).
/// </summary>
public sealed record AssignmentItem(
    string Hamlet,
    string? HamletName,
    string Site,
    string? SiteName,
    int Households,
    int Persons,
    double DistanceM,
    string Way,
    bool Approximate,
    double HamletLon,
    double HamletLat,
    double SiteLon,
    double SiteLat
);

/// <summary>
/// Room of a site in persons, by each limit and by the scarcest; <paramref name="Binds"/> when less is left than the
/// smallest hamlet that did not come here needs.
/// </summary>
public sealed record SiteLimit(
    string Site,
    string? Name,
    string Status,
    int? Housing,
    int? CapacityPersons,
    int? School,
    int? Water,
    int? Land,
    IReadOnlyList<string> Unknown,
    int Capacity,
    IReadOnlyList<string> LimitedBy,
    long Occupied,
    int Room,
    int Assigned,
    int Free,
    bool Binds
);

/// <summary>A hamlet or a site that takes no part, and why.</summary>
public sealed record LeftOutItem(string Code, string? Name, string Reason, Bilingual Message);

/// <summary>A code with its name.</summary>
public sealed record Named(string Code, string? Name);

/// <summary>Room to add at a site.</summary>
public sealed record AddedRoom(string Site, string? Name, double Persons);

/// <summary>Either of the two makes it possible.</summary>
public sealed record ChangeItem(IReadOnlyList<AddedRoom>? Added, IReadOnlyList<Named>? LeftOut, bool Proven);

/// <summary>Why no assignment exists, in codes and names.</summary>
public sealed record InfeasibleItem(
    string Reason,
    IReadOnlyList<Named> Hamlets,
    IReadOnlyList<Named> Sites,
    double? Shortfall,
    ChangeItem? Change,
    Bilingual Message
);

/// <summary>
/// The answer: <paramref name="Objective"/> and <paramref name="Bound"/> in person metres, opening included.
/// </summary>
public sealed record AssignmentDocument(
    string Standard,
    string StandardVersion,
    string Relocation,
    string RelocationVersion,
    DateOnly AsOf,
    bool Forecast,
    bool Synthetic,
    string Status,
    double? Objective,
    double? Bound,
    double? Gap,
    int Hamlets,
    int Households,
    int Persons,
    IReadOnlyList<AssignmentItem> Assignment,
    IReadOnlyList<InfeasibleItem> Infeasible,
    IReadOnlyList<SiteLimit> Limits,
    IReadOnlyList<LeftOutItem> LeftOut,
    IReadOnlyList<LeftOutItem> SitesLeftOut,
    Bilingual Note
);
