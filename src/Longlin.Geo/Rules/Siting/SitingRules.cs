using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Siting;

/// <summary>
/// How relocation sites are scored, from <c>data/siting/weights.json</c>; a change needs no build, only a restart.
/// </summary>
public sealed record SitingRules
{
    /// <summary>Machine name.</summary>
    [JsonPropertyName("siting")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether weights and curves were checked against a public source.</summary>
    public required bool Verified { get; init; }

    /// <summary>What to know about them.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>The factors, with their weights.</summary>
    public required IReadOnlyList<SitingFactor> Factors { get; init; }

    /// <summary>Every pair of factors once; null where <see cref="Weights"/> are given.</summary>
    public IReadOnlyList<SitingComparison>? Comparisons { get; init; }

    /// <summary>Weights by factor that sum to 1; null where <see cref="Comparisons"/> are given.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }

    /// <summary>From this consistency ratio on the comparisons are refused.</summary>
    public required double ConsistencyLimit { get; init; }

    /// <summary>The ratio of the comparisons (CR); null where the weights were given.</summary>
    [JsonIgnore]
    public double? ConsistencyRatio { get; init; }

    /// <summary>The service over whose links ways lead.</summary>
    public required string Roads { get; init; }

    /// <summary>
    /// Up to here a site or a facility beyond the reach of any road is joined to the nearest one in a straight line.
    /// </summary>
    public required double ConnectMetres { get; init; }

    /// <summary>Services that must be there on the day of moving in.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Kinds of zones in which settling is forbidden.</summary>
    public required IReadOnlyList<string> Exclusions { get; init; }

    /// <summary>Overlaps smaller than this are drawing inaccuracy, not violations.</summary>
    public required double SliverSquareMetres { get; init; }

    /// <summary>Limits of slope.</summary>
    public required SitingSlope Slope { get; init; }

    /// <summary>Land that a settlement needs for one person, streets and public places included.</summary>
    public required double SquareMetresPerPerson { get; init; }

    /// <summary>A drawn site larger than this is refused as a mistake.</summary>
    public required double MostSquareKilometres { get; init; }
}
