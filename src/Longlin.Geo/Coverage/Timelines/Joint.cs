using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>What somebody decided about a suspected break.</summary>
/// <param name="Id">Of the row; a confirmed joint becomes a link with this number, negative.</param>
/// <param name="Code">The break's own: <c>codeA@end~codeB</c>.</param>
/// <param name="Layer">The layer of both links.</param>
/// <param name="CodeA">The link that names the break.</param>
/// <param name="At">Where on it: <c>start</c>, <c>end</c> (of its second part: <c>start2</c>, <c>end2</c>), or longitude
/// and latitude.</param>
/// <param name="CodeB">The link that it nearly meets, or crosses.</param>
/// <param name="Confirmed">Whether the links are joined; otherwise they are apart, and the break is not asked about
/// again.</param>
/// <param name="Exists">The days on which that holds.</param>
/// <param name="DecidedBy">Who says so.</param>
/// <param name="Reason">Why.</param>
public sealed record Joint(
    long Id,
    string Code,
    string Layer,
    string CodeA,
    string At,
    string CodeB,
    bool Confirmed,
    DateSet Exists,
    string? DecidedBy,
    string? Reason
)
{
    /// <summary>The name of a break.</summary>
    public static string CodeOf(string codeA, string at, string codeB) => $"{codeA}@{at}~{codeB}";
}

/// <summary>A decision, and where its break lies today.</summary>
/// <param name="Joint">The decision.</param>
/// <param name="Line">Flat longitudes and latitudes from one link to the other; null where one of them is gone.</param>
/// <param name="Metres">How far they are apart; null where one of them is gone.</param>
/// <param name="IsLost">Whether there is no such break any more: a link is gone, or they are too far apart.</param>
public sealed record PlacedJoint(Joint Joint, double[]? Line, double? Metres, bool IsLost);
