using System.Collections.Concurrent;
using Longlin.Geo.Network;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>Reach of one service.</summary>
/// <param name="Places">Positions of the places among the county's, in the order of the reach's own.</param>
/// <param name="Reach">When they are served.</param>
public sealed record KnownReach(int[] Places, ReachComputation Reach);

/// <summary>What the ways of any day are searched in: a county's rows, and the reach of its services.</summary>
/// <param name="Version">Of the county's coverage.</param>
/// <param name="County">The rows.</param>
/// <param name="Reaches">By service, as far as they were computed.</param>
public sealed record LatestReach(long Version, CountyData County, ConcurrentDictionary<string, KnownReach> Reaches);
