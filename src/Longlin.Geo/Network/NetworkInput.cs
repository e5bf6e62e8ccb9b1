using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>A link of a service: a road, a power line, a fibre. Coordinates are longitude and latitude in degrees, flat.</summary>
/// <param name="Definite">The days it surely is usable.</param>
/// <param name="Possible">The days it is usable when unknown attributes are taken as usable; holds <paramref name="Definite"/>.</param>
/// <param name="Exists">The days it is there at all, so that it could be upgraded.</param>
/// <param name="IsSource">Whether it is itself a source whenever it is usable.</param>
public sealed record Link(long Id, double[] LonLat, DateSet Definite, DateSet Possible, DateSet Exists, bool IsSource = false);

/// <summary>A point source; it joins every link within <paramref name="JoinMetres"/>.</summary>
public sealed record SourcePoint(long Id, double[] LonLat, double JoinMetres, DateSet Definite, DateSet Possible);

/// <summary>A device that hands the service on to places (transformer, fibre node).</summary>
/// <param name="Standalone">It serves without being joined to a link.</param>
public sealed record Server(long Id, double Lon, double Lat, double JoinMetres, double ReachMetres, double DispersedReachMetres, DateSet Definite, DateSet Possible, bool Standalone);

/// <summary>A place that wants the service.</summary>
/// <param name="Footprint">Exterior rings of its area, flat, or null.</param>
public sealed record Place(long Id, double Lon, double Lat, double ReachMetres, double FootprintReachMetres, IReadOnlyList<double[]>? Footprint, bool Dispersed, DateSet Exists);

/// <summary>All that reach is computed from.</summary>
/// <param name="LinksServe">Links serve the places within their reach; otherwise only servers do.</param>
/// <param name="JoinMetres">Ends this near to each other, or to the inside of another link, join.</param>
/// <param name="SuspectedBreakMetres">Larger gaps up to this are reported and never bridged.</param>
/// <param name="UpgradeCostPerMetre">Weight of a metre to upgrade against one to build, in the search for the cheapest path.</param>
/// <param name="BuildCostPerMetre">Weight of a metre to build.</param>
public sealed record NetworkInput(
    IReadOnlyList<Link> Links,
    IReadOnlyList<SourcePoint> Sources,
    IReadOnlyList<Server> Servers,
    IReadOnlyList<Place> Places,
    bool LinksServe,
    double JoinMetres = 0.5,
    double SuspectedBreakMetres = 30,
    double UpgradeCostPerMetre = 1,
    double BuildCostPerMetre = 1.6);

/// <summary>The days on which a place is served, surely and possibly.</summary>
public sealed record PlaceReach(DateSet Definite, DateSet Possible);

/// <summary>One piece of what a place lacks, valid from <paramref name="From"/> until the next piece.</summary>
/// <param name="DistanceMetres">Straight line to the nearest served link; NaN when nothing is served.</param>
/// <param name="Blocking">Ids of the links still to upgrade, in order from the place to the served network.</param>
public sealed record GapPiece(int From, double MetresToUpgrade, double MetresToBuild, double DistanceMetres, long[] Blocking);
