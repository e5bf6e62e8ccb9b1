using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Siting;

/// <summary>
/// Something that a site should be near to. Exactly one of <see cref="Facilities"/>, <see cref="Seats"/> and
/// <see cref="Served"/> is given.
/// </summary>
public sealed record SitingFactor
{
    /// <summary>Machine name.</summary>
    public required string Factor { get; init; }

    /// <summary>Its name for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>Kinds of facilities, of which the nearest by road counts; or null.</summary>
    public IReadOnlyList<string>? Facilities { get; init; }

    /// <summary>Level of the areas whose nearest seat by road counts; or null.</summary>
    public string? Seats { get; init; }

    /// <summary>Service whose nearest served link in a straight line counts; or null.</summary>
    public string? Served { get; init; }

    /// <summary>
    /// Pairs of metres and score, 1 best to 0; straight between them, level before the first and after the last.
    /// </summary>
    public required IReadOnlyList<double[]> Curve { get; init; }

    /// <summary>Its share of the score; all sum to 1.</summary>
    [JsonIgnore]
    public double Weight { get; init; }

    /// <summary>The score of a distance.</summary>
    /// <param name="metres">At least 0; infinite scores as the end of the curve.</param>
    public double Score(double metres)
    {
        if (metres <= Curve[0][0])
            return Curve[0][1];
        for (var i = 1; i < Curve.Count; i++)
        {
            if (metres <= Curve[i][0])
                return Curve[i - 1][1]
                    + (metres - Curve[i - 1][0]) / (Curve[i][0] - Curve[i - 1][0]) * (Curve[i][1] - Curve[i - 1][1]);
        }

        return Curve[^1][1];
    }
}
