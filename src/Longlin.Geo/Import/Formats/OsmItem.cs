namespace Longlin.Geo.Import.Formats;

/// <summary>What an item of OpenStreetMap is.</summary>
internal enum OsmKind
{
    /// <summary>A place.</summary>
    Node,

    /// <summary>A line or the outline of an area.</summary>
    Way,

    /// <summary>Ways and nodes that belong together.</summary>
    Relation,
}

/// <summary>A node, way or relation. Degrees are whole ten-millionths, OpenStreetMap's own resolution.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its number.</param>
/// <param name="Tags">Its tags; one empty table for all items without.</param>
/// <param name="Lon">A node's longitude.</param>
/// <param name="Lat">A node's latitude.</param>
/// <param name="Members">A way's nodes.</param>
/// <param name="Lons">Their longitudes, where the file keeps locations on ways; else null.</param>
/// <param name="Lats">Their latitudes.</param>
internal readonly record struct OsmItem(
    OsmKind Kind,
    long Id,
    IReadOnlyDictionary<string, string> Tags,
    int Lon = 0,
    int Lat = 0,
    long[]? Members = null,
    int[]? Lons = null,
    int[]? Lats = null
);
