using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>The score of a site by one factor.</summary>
/// <param name="Factor">The factor, with its weight and curve.</param>
/// <param name="DistanceM">Metres by road, connections included; null where no road definitely leads there, and for
/// factors measured in a straight line.</param>
/// <param name="StraightLineM">Metres in a straight line to the same place; null where there is none.</param>
/// <param name="Code">The place or link; null where there is none.</param>
/// <param name="Score">0 to 1; null where it is not known.</param>
/// <param name="Low">Lower bound of the score: what is not known counts as absent.</param>
/// <param name="High">Upper bound: what is not known counts as good.</param>
/// <param name="Reason">no_record, way_unknown or served_unknown (not known); no_way or none (known, and the end of the
/// curve counts); null otherwise.</param>
public sealed record FactorScore(
    SitingFactor Factor,
    double? DistanceM,
    double? StraightLineM,
    string? Code,
    double? Score,
    double Low,
    double High,
    string? Reason
);
