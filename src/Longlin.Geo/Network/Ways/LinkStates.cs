using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>The state of every edge of a network on a day.</summary>
internal static class LinkStates
{
    /// <summary>Reads them from the days of the links.</summary>
    /// <param name="input">The links.</param>
    /// <param name="graph">The noded links.</param>
    /// <param name="edgeServed">The days on which each edge is served.</param>
    /// <param name="day">Day number.</param>
    public static LinkState[] On(NetworkInput input, NodedGraph graph, DateSet[] edgeServed, int day)
    {
        var states = new LinkState[graph.EdgeCount];
        for (var e = 0; e < states.Length; e++)
        {
            var link = input.Links[graph.EdgeLink[e]];
            states[e] =
                edgeServed[e].Contains(day) ? LinkState.Served
                : link.Definite.Contains(day) ? LinkState.Usable
                : link.Closed.Contains(day) ? LinkState.Closed
                : link.Exists.Contains(day) ? LinkState.Exists
                : LinkState.Absent;
        }

        return states;
    }
}
