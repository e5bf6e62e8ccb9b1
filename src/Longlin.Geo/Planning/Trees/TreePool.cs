namespace Longlin.Geo.Planning.Trees;

/// <summary>The best different trees found so far, in original edge numbers.</summary>
internal sealed class TreePool
{
    private const int Size = 12;
    private readonly List<(long Cost, int[] Edges)> _trees = [];

    /// <summary>The cheapest.</summary>
    public (long Cost, int[] Edges) Best => _trees[0];

    /// <summary>Whether there is a tree.</summary>
    public bool IsEmpty => _trees.Count == 0;

    /// <summary>Adds a tree where it is new and cheap enough.</summary>
    /// <returns>Whether it is the cheapest now.</returns>
    public bool Add(long cost, int[] edges)
    {
        if (_trees.Any(t => t.Cost == cost && t.Edges.AsSpan().SequenceEqual(edges)))
            return false;
        var place = _trees.FindIndex(t => cost < t.Cost);
        if (place < 0)
            place = _trees.Count;
        _trees.Insert(place, (cost, edges));
        if (_trees.Count > Size)
            _trees.RemoveAt(Size);
        return place == 0;
    }

    /// <summary>The edges of the cheapest tree and of two or three others.</summary>
    public HashSet<int>? Mix(int round)
    {
        if (_trees.Count < 3)
            return null;
        HashSet<int> mixed = [.. _trees[round % 3].Edges];
        for (var i = 0; i < 2 + (round % 2); i++)
            mixed.UnionWith(
                _trees[(int)((((uint)round * 2654435761u >> 8) + ((uint)i * 5)) % (uint)_trees.Count)].Edges
            );
        return mixed;
    }
}
