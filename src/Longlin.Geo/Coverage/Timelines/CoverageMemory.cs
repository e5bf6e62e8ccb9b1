using System.Collections.Concurrent;
using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// What the last computation of one county found, so that the next does again only what an edit touched. Nothing is
/// guessed from what was edited: a part is taken
/// over where everything it is computed from is equal, value by value. For one computation at a time.
/// </summary>
public sealed class CoverageMemory
{
    /// <summary>Reach by services that are computed together.</summary>
    internal ConcurrentDictionary<string, IReadOnlyList<ReachComputation>> Reaches { get; } = new();

    /// <summary>Reach by service, with the places it was computed for.</summary>
    internal ConcurrentDictionary<string, KnownReach> ByService { get; } = new();

    /// <summary>The days on which each place has a road near, and what that was found from.</summary>
    internal (
        NetworkInput Roads,
        IReadOnlyList<(double Lon, double Lat)> Places,
        DateSet[] Days
    )? NearRoad { get; set; }

    /// <summary>What stands in the store, when this process wrote it last.</summary>
    internal WrittenCoverage? Written { get; set; }

    /// <summary>What the ways of any day are searched in; null until coverage was computed and written.</summary>
    public LatestReach? Latest => Written is { } written ? new(written.Version, written.County, new(ByService)) : null;
}
