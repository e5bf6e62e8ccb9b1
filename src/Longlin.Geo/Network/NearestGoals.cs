namespace Longlin.Geo.Network;

/// <summary>Where a place joins an edge.</summary>
/// <param name="Goal">The place's number.</param>
/// <param name="Edge">The edge.</param>
/// <param name="Fraction">The fraction of the edge's length at which the connection meets it.</param>
/// <param name="Metres">Straight metres from the place up to there; they count as part of the way.</param>
public readonly record struct WayJoin(int Goal, int Edge, double Fraction, double Metres);

/// <summary>
/// The shortest way from anywhere to the nearest of several goals. One search from all goals at once (E. W. Dijkstra,
/// 1959), then every place is answered without another.
/// </summary>
public sealed class NearestGoals
{
    private readonly NodedGraph _graph;
    private readonly ILookup<int, WayJoin> _goalsOn;
    private readonly double[] _metres;
    private readonly int[] _goal;

    private NearestGoals(NodedGraph graph, ILookup<int, WayJoin> goalsOn, double[] metres, int[] goal) =>
        (_graph, _goalsOn, _metres, _goal) = (graph, goalsOn, metres, goal);

    /// <summary>Searches.</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="usable">Whether each edge may be used.</param>
    /// <param name="around">The edges at each node.</param>
    /// <param name="goals">Where the goals join; on usable edges.</param>
    public static NearestGoals Search(NodedGraph graph, bool[] usable, List<int>[] around, IReadOnlyList<WayJoin> goals)
    {
        var (metres, goal) = (new double[graph.NodeCount], new int[graph.NodeCount]);
        Array.Fill(metres, double.PositiveInfinity);
        Array.Fill(goal, -1);
        PriorityQueue<int, double> queue = new();
        foreach (var join in goals)
        {
            Reach(graph.EdgeFrom[join.Edge], join.Metres + join.Fraction * graph.EdgeMetres[join.Edge], join.Goal);
            Reach(graph.EdgeTo[join.Edge], join.Metres + (1 - join.Fraction) * graph.EdgeMetres[join.Edge], join.Goal);
        }

        while (queue.TryDequeue(out var node, out var so))
        {
            if (so > metres[node])
                continue;
            foreach (var e in around[node])
            {
                if (usable[e])
                    Reach(
                        graph.EdgeFrom[e] == node ? graph.EdgeTo[e] : graph.EdgeFrom[e],
                        so + graph.EdgeMetres[e],
                        goal[node]
                    );
            }
        }

        return new(graph, goals.ToLookup(g => g.Edge), metres, goal);

        void Reach(int node, double far, int of)
        {
            if (far >= metres[node])
                return;
            (metres[node], goal[node]) = (far, of);
            queue.Enqueue(node, far);
        }
    }

    /// <summary>The nearest goal of a place, by the joins of the place.</summary>
    /// <returns>Metres, connections at both ends included, and the goal; infinite and −1 without a path.</returns>
    public (double Metres, int Goal) From(IReadOnlyList<WayJoin> joins)
    {
        var best = (Metres: double.PositiveInfinity, Goal: -1);
        foreach (var join in joins)
        {
            var length = _graph.EdgeMetres[join.Edge];
            Take(
                join.Metres + join.Fraction * length + _metres[_graph.EdgeFrom[join.Edge]],
                _goal[_graph.EdgeFrom[join.Edge]]
            );
            Take(
                join.Metres + (1 - join.Fraction) * length + _metres[_graph.EdgeTo[join.Edge]],
                _goal[_graph.EdgeTo[join.Edge]]
            );
            foreach (var goal in _goalsOn[join.Edge])
                Take(join.Metres + Math.Abs(join.Fraction - goal.Fraction) * length + goal.Metres, goal.Goal);
        }

        return best;

        void Take(double metres, int goal)
        {
            if (metres < best.Metres)
                best = (metres, goal);
        }
    }
}
