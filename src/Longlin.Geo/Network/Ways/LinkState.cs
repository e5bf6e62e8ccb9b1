namespace Longlin.Geo.Network.Ways;

/// <summary>What a link is worth on one day, from nothing to joined to a source.</summary>
internal enum LinkState : byte
{
    /// <summary>Not there.</summary>
    Absent,

    /// <summary>There, not good enough: to be upgraded along its length.</summary>
    Exists,

    /// <summary>Good enough and under a closure: costs nothing, but stands in the way until it reopens.</summary>
    Closed,

    /// <summary>Good enough, joined to no source.</summary>
    Usable,

    /// <summary>Good enough and joined to a source.</summary>
    Served,
}
