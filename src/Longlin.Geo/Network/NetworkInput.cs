using System.Collections.Frozen;
using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// A link of a service: a road, a power line, a fibre. Coordinates are longitude and latitude in degrees, flat.
/// </summary>
/// <param name="Definite">The days it surely is usable.</param>
/// <param name="Possible">The days it is usable when unknown attributes are taken as usable; holds
/// <paramref name="Definite"/>.</param>
/// <param name="Exists">The days it is there at all, so that it could be upgraded.</param>
/// <param name="IsSource">Whether it is itself a source whenever it is usable.</param>
public sealed record Link(
    long Id,
    double[] LonLat,
    DateSet Definite,
    DateSet Possible,
    DateSet Exists,
    bool IsSource = false
)
{
    /// <summary>The days on which it is good enough, and a closure keeps it from being used.</summary>
    public DateSet Closed { get; init; } = DateSet.Empty;
}

/// <summary>A point source; it joins every link within <paramref name="JoinMetres"/>.</summary>
public sealed record SourcePoint(long Id, double[] LonLat, double JoinMetres, DateSet Definite, DateSet Possible)
{
    /// <summary>Whether it is the seat of an area, whose ids are their own.</summary>
    public bool IsSeat { get; init; }
}

/// <summary>A device that hands the service on to places (transformer, fibre node).</summary>
/// <param name="Standalone">It serves without being joined to a link.</param>
public sealed record Server(
    long Id,
    double Lon,
    double Lat,
    double JoinMetres,
    double ReachMetres,
    double DispersedReachMetres,
    DateSet Definite,
    DateSet Possible,
    bool Standalone
)
{
    /// <summary>The days on which it stands, in service or not.</summary>
    public DateSet Exists { get; init; } = Possible;

    /// <summary>Its code, to be named where it is out of service.</summary>
    public string Code { get; init; } = "";

    /// <summary>Where links join a device that is an area, flat; null: at its point.</summary>
    public double[]? Joins { get; init; }

    /// <summary>Whether two are equal in all their values.</summary>
    public bool IsSame(Server other) =>
        HasSameJoins(other) && this with { Joins = null } == other with { Joins = null };

    internal bool HasSameJoins(Server other) =>
        (Joins is null) == (other.Joins is null) && Joins.AsSpan().SequenceEqual(other.Joins);
}

/// <summary>A place that wants the service.</summary>
/// <param name="Footprint">Exterior rings of its area, flat, or null.</param>
public sealed record Place(
    long Id,
    double Lon,
    double Lat,
    double ReachMetres,
    double FootprintReachMetres,
    IReadOnlyList<double[]>? Footprint,
    bool Dispersed,
    DateSet Exists
);

/// <summary>All that reach is computed from.</summary>
/// <param name="LinksServe">Links serve the places within their reach; otherwise only servers do.</param>
/// <param name="JoinMetres">Ends this near to each other, or to the inside of another link, join.</param>
/// <param name="SuspectedBreakMetres">Larger gaps up to this are reported and never bridged.</param>
public sealed record NetworkInput(
    IReadOnlyList<Link> Links,
    IReadOnlyList<SourcePoint> Sources,
    IReadOnlyList<Server> Servers,
    IReadOnlyList<Place> Places,
    bool LinksServe,
    double JoinMetres = 0.5,
    double SuspectedBreakMetres = 30
)
{
    /// <summary>Breaks that somebody refused: the links are apart.</summary>
    public IReadOnlySet<BreakKey> Refused { get; init; } = FrozenSet<BreakKey>.Empty;

    /// <summary>Ends that other links join within this many times their gap (or 50 m) are no break.</summary>
    public double BreakDetour { get; init; } = 4;

    /// <summary>Whether a place that gaps alone separate from service is unknown; otherwise it is not served.</summary>
    public bool GapsAreUnknown { get; init; } = true;

    /// <summary>The same for lines that cross without a common vertex.</summary>
    public bool CrossingsAreUnknown { get; init; }

    /// <summary>Whether two inputs differ in nothing at all, so that their answers are the same.</summary>
    public bool IsSame(NetworkInput other) =>
        HasSameShape(other)
        && GapsAreUnknown == other.GapsAreUnknown
        && CrossingsAreUnknown == other.CrossingsAreUnknown
        && Refused.SetEquals(other.Refused)
        && Alike(
            Links,
            other.Links,
            (a, b) =>
                a.Id == b.Id
                && a.IsSource == b.IsSource
                && a.Definite.Equals(b.Definite)
                && a.Possible.Equals(b.Possible)
                && a.Exists.Equals(b.Exists)
                && a.Closed.Equals(b.Closed)
        )
        && Alike(Servers, other.Servers, (a, b) => a.IsSame(b))
        && Alike(Places, other.Places, (a, b) => a.Id == b.Id && a.Exists.Equals(b.Exists))
        && Alike(
            Sources,
            other.Sources,
            (a, b) =>
                a.Id == b.Id
                && a.JoinMetres == b.JoinMetres
                && a.LonLat.AsSpan().SequenceEqual(b.LonLat)
                && a.Definite.Equals(b.Definite)
                && a.Possible.Equals(b.Possible)
        );

    /// <summary>
    /// Whether two inputs differ in days and sources at most: what joins what, and which places could be served by
    /// what, is the same.
    /// </summary>
    public bool HasSameShape(NetworkInput other) =>
        JoinMetres == other.JoinMetres
        && SuspectedBreakMetres == other.SuspectedBreakMetres
        && BreakDetour == other.BreakDetour
        && LinksServe == other.LinksServe
        && Alike(Links, other.Links, (a, b) => a.LonLat.AsSpan().SequenceEqual(b.LonLat))
        && Alike(
            Servers,
            other.Servers,
            (a, b) =>
                (a.Lon, a.Lat, a.JoinMetres, a.ReachMetres, a.DispersedReachMetres, a.Standalone)
                    == (b.Lon, b.Lat, b.JoinMetres, b.ReachMetres, b.DispersedReachMetres, b.Standalone)
                && a.HasSameJoins(b)
        )
        && Alike(
            Places,
            other.Places,
            (a, b) =>
                (a.Lon, a.Lat, a.ReachMetres, a.FootprintReachMetres, a.Dispersed)
                    == (b.Lon, b.Lat, b.ReachMetres, b.FootprintReachMetres, b.Dispersed)
                && Alike(a.Footprint ?? [], b.Footprint ?? [], (x, y) => x.AsSpan().SequenceEqual(y))
        );

    private static bool Alike<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, Func<T, T, bool> same)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!ReferenceEquals(a[i], b[i]) && !same(a[i], b[i]))
                return false;
        }

        return true;
    }
}

/// <summary>Names a suspected break of a network.</summary>
/// <param name="Link">Position of the link that names it, in the input.</param>
/// <param name="At">Where on it: <c>start</c>, <c>end</c>, or longitude and latitude to five decimals.</param>
/// <param name="Other">Position of the link that it nearly meets, or crosses.</param>
public readonly record struct BreakKey(int Link, string At, int Other);

/// <summary>The days on which a place is served, surely and possibly.</summary>
public sealed record PlaceReach(DateSet Definite, DateSet Possible)
{
    /// <summary>
    /// The days on which it would be served if suspected breaks were none; holds <see cref="Possible"/>.
    /// </summary>
    public DateSet Bridged { get; init; } = Possible;
}
