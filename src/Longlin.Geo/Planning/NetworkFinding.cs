namespace Longlin.Geo.Planning;

/// <summary>Something found in a network.</summary>
/// <param name="Finding">dead_end, bottleneck, critical, suspected_break, isolated or idle_source.</param>
/// <param name="State">open, or cleared before the day; of a break also confirmed, refused, or lost where it was
/// confirmed and its links are gone or too far apart.</param>
/// <param name="Code">The link it is found on.</param>
/// <param name="Reasons">narrow, steep, sharp, dangerous_bridge, unpaved_between; apart or detour for a dead end with a
/// candidate; apart, crossing or detour for a suspected break, link_gone or moved_apart for a lost one.</param>
/// <param name="Since">First day; null: always.</param>
/// <param name="ClearedOn">The day it was gone; null: it is not.</param>
/// <param name="Households">Households that depend on the link, that live along the stretch to a dead end, or that the
/// repair of a break alone would free.</param>
/// <param name="Places">Codes of villages on whose way it lies, of hamlets along a dead end, or of those that the repair
/// of a break would free.</param>
/// <param name="PlaceCount">How many places depend on it.</param>
/// <param name="ToCode">The link that a candidate would lead to.</param>
/// <param name="MissingMetres">Straight metres of the candidate.</param>
/// <param name="RoadMetres">Metres by road between its ends; null where there is no way within the search.</param>
/// <param name="Line">Flat longitudes and latitudes: the stretch, the candidate, or one point.</param>
public sealed record NetworkFinding(
    string Finding,
    string State,
    string Code,
    IReadOnlyList<string> Reasons,
    DateOnly? Since,
    DateOnly? ClearedOn,
    long Households,
    int PlaceCount,
    IReadOnlyList<string> Places,
    string? ToCode,
    double? MissingMetres,
    double? RoadMetres,
    double[] Line
)
{
    /// <summary>A finding on one link without dates, dependants or a candidate.</summary>
    internal static NetworkFinding OnLink(string finding, string state, string code, double[] line) =>
        new(finding, state, code, [], null, null, 0, 0, [], null, null, null, line);

    /// <summary>Name of a suspected break, by which it is confirmed or refused; null for other findings.</summary>
    public string? Id { get; init; }

    /// <summary>Place of a break in the repair queue, from 1; null where its repair frees nobody.</summary>
    public int? Order { get; init; }

    /// <summary>Who confirmed or refused a break; null: nobody has.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why it was confirmed or refused.</summary>
    public string? Note { get; init; }

    /// <summary>The name of a source that joins nothing; null for other findings.</summary>
    public string? Name { get; init; }

    /// <summary>The way a dead end heads, in degrees clockwise from north; null for other findings.</summary>
    public double? HeadingDegrees { get; init; }
}
