namespace Longlin.Geo.Network.Ways;

/// <summary>One step of a way: a point that can be reached, at what cost, and from which step.</summary>
/// <param name="Cost">Metres to upgrade, and metres to build times their weight.</param>
/// <param name="Upgrade">Metres to upgrade.</param>
/// <param name="Build">Metres to build, in straight lines.</param>
/// <param name="Parent">The step before; −1 where the way starts.</param>
/// <param name="Node">The node reached; −1 for a point inside a segment.</param>
/// <param name="Segment">The segment walked to get here, or the one that the point lies on; −1 when a connector led to
/// a node.</param>
/// <param name="Along">Metres from the first end of the segment to the point.</param>
/// <param name="IsWalked">Whether the step runs along the segment; otherwise it is a connector or a start.</param>
/// <param name="Lon">Longitude of the point.</param>
/// <param name="Lat">Latitude of the point.</param>
internal readonly record struct WayLabel(
    double Cost,
    double Upgrade,
    double Build,
    int Parent,
    int Node,
    int Segment,
    double Along,
    bool IsWalked,
    double Lon,
    double Lat
);
