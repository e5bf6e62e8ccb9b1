namespace Longlin.Geo.Network;

/// <summary>Disjoint sets joined by size. A join can be taken back, last first; members of a set form a ring.</summary>
public sealed class DisjointSets
{
    private readonly int[] _parent;
    private readonly int[] _size;
    private readonly int[] _next;
    private readonly Stack<(int Child, int Root)> _joins = new();

    /// <summary>So many sets of one member.</summary>
    public DisjointSets(int count)
    {
        _parent = new int[count];
        _size = new int[count];
        _next = new int[count];
        for (var i = 0; i < count; i++)
            (_parent[i], _size[i], _next[i]) = (i, 1, i);
    }

    /// <summary>How many joins stand; give it to <see cref="TakeBack"/>.</summary>
    public int Joins => _joins.Count;

    /// <summary>The representative of a member's set.</summary>
    public int Find(int member)
    {
        while (_parent[member] != member)
            member = _parent[member];
        return member;
    }

    /// <summary>Joins the sets of two members; false when they are one already.</summary>
    public bool Join(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a == b)
            return false;
        if (_size[a] < _size[b])
            (a, b) = (b, a);
        _parent[b] = a;
        _size[a] += _size[b];
        (_next[a], _next[b]) = (_next[b], _next[a]); // two rings become one; the same swap parts them again
        _joins.Push((b, a));
        return true;
    }

    /// <summary>Undoes the joins made since their number was the given one.</summary>
    public void TakeBack(int joins)
    {
        while (_joins.Count > joins)
        {
            var (child, root) = _joins.Pop();
            (_next[root], _next[child]) = (_next[child], _next[root]);
            _size[root] -= _size[child];
            _parent[child] = child;
        }
    }

    /// <summary>The members of a member's set.</summary>
    public IEnumerable<int> Members(int member)
    {
        var current = member;
        do
        {
            yield return current;
            current = _next[current];
        } while (current != member);
    }
}
