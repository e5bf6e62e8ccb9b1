using Longlin.Geo.Model;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>A service or facility that a site needs on its move-in day.</summary>
/// <param name="Item">A service, or school or clinic.</param>
/// <param name="Metres">By road to the nearest facility; null for services and where none can be reached.</param>
/// <param name="WithinMetres">Largest distance allowed; null for services.</param>
internal sealed record ReadinessItem(
    string Item,
    Bilingual Title,
    Verdict Verdict,
    double? Metres,
    double? WithinMetres
);

/// <summary>What a site has on the day people move in.</summary>
/// <param name="Day">Its opening day; where that is not known, the day of the request.</param>
internal sealed record SiteReadiness(string Site, DateOnly Day, IReadOnlyList<ReadinessItem> Items)
{
    /// <summary>Met when every item is met; not met when one item is definitely missing.</summary>
    public Verdict Ready =>
        Items.Any(i => i.Verdict == Verdict.NotMet) ? Verdict.NotMet
        : Items.Any(i => i.Verdict == Verdict.Unknown) ? Verdict.Unknown
        : Verdict.Met;
}
