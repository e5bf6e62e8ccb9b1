namespace Longlin.Geo.Network.Ways;

/// <summary>The cheapest way for a place on one day.</summary>
/// <param name="Upgrade">Metres of existing links to upgrade; NaN where nothing leads anywhere.</param>
/// <param name="Build">Metres to build in straight lines.</param>
/// <param name="Distance">Metres in a straight line to the nearest served link; NaN where nothing is served.</param>
/// <param name="Blocking">Ids of the links to upgrade or to reopen, in order from the place to the served
/// network.</param>
/// <param name="Closed">Those among them that are good enough and closed for a while.</param>
/// <param name="Device">Code of a device within whose reach the place lies and that is out of service or stands on no
/// link; null where none is in the way.</param>
/// <param name="Lines">The way as lines, flat longitude and latitude, from the place to the served network.</param>
public sealed record PlaceWay(
    double Upgrade,
    double Build,
    double Distance,
    IReadOnlyList<long> Blocking,
    IReadOnlyList<long> Closed,
    string? Device,
    IReadOnlyList<WayLine> Lines
);

/// <summary>A part of a way.</summary>
/// <param name="Link">The link it runs along; null where it is to be built.</param>
/// <param name="LonLat">Flat longitude and latitude.</param>
public sealed record WayLine(long? Link, double[] LonLat);

/// <summary>A place on one day.</summary>
/// <param name="Served">Whether it is served.</param>
/// <param name="Cheapest">The cheapest way; without metres or links where it is served.</param>
/// <param name="Existing">The cheapest way over existing links alone: a connector leads from the place to the first of
/// them at most; null where there is none, or the place is served.</param>
/// <param name="Straight">A new link straight to what is served or to a source; null where there is neither, the
/// place is served, or all places were asked about at once.</param>
public sealed record PlaceDay(bool Served, PlaceWay Cheapest, PlaceWay? Existing, PlaceWay? Straight);
