using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Moving;

/// <summary>What must be there on the day people move in.</summary>
public sealed record ReadinessRules(IReadOnlyList<string> Services, IReadOnlyList<NearFacility> Facilities);

/// <summary>A facility that must be near a site by the network.</summary>
public sealed record NearFacility(string Name, Bilingual Title, IReadOnlyList<string> Kinds, Figure WithinMetres);
