using System.Collections;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// The places of the nodes that the wanted ways of an OpenStreetMap extract use: sixteen bytes and two bits a node. The
/// ways themselves are not held: they are read once to learn the nodes and once more to be cut.
/// </summary>
internal sealed class OsmNodes
{
    // OpenStreetMap's own resolution: a ten-millionth of a degree.
    private const double Unit = 1e-7;
    private const int Missing = int.MinValue;

    private readonly long[] _ids;
    private readonly int[] _lon;
    private readonly int[] _lat;
    private readonly BitArray _shared;
    private readonly Dictionary<int, IReadOnlyDictionary<string, string>> _barriers = [];

    private OsmNodes(long[] ids, BitArray shared)
    {
        (_ids, _shared) = (ids, shared);
        (_lon, _lat) = (new int[ids.Length], new int[ids.Length]);
        Array.Fill(_lon, Missing);
    }

    /// <summary>Reads the wanted ways' nodes.</summary>
    /// <param name="read">Reads the file from its beginning.</param>
    /// <param name="wanted">The ways by their tags.</param>
    public static OsmNodes Of(Func<IEnumerable<OsmItem>> read, Func<IReadOnlyDictionary<string, string>, bool> wanted)
    {
        List<long> uses = [];
        var isPlaced = true;
        foreach (var way in read().Where(i => i.Kind == OsmKind.Way && wanted(i.Tags)))
        {
            long? before = null;
            foreach (var member in way.Members!)
            {
                // A node that repeats the one before joins nothing.
                if (member != before)
                    uses.Add(member);
                before = member;
            }

            isPlaced &= way.Lons is not null;
        }

        uses.Sort();
        List<bool> shared = [];
        var last = 0;
        for (var i = 0; i < uses.Count; i++)
        {
            if (i > 0 && uses[i] == uses[last])
            {
                shared[last] = true;
                continue;
            }

            last = shared.Count;
            uses[last] = uses[i];
            shared.Add(false);
        }

        OsmNodes nodes = new([.. uses.Take(shared.Count)], new BitArray(shared.ToArray()));
        foreach (var item in read())
        {
            if (item.Kind == OsmKind.Node)
                nodes.Put(item.Id, item.Lon, item.Lat, item.Tags);
            else if (item is { Kind: OsmKind.Way, Lons: { } lons } && wanted(item.Tags))
                for (var i = 0; i < lons.Length; i++)
                    nodes.Put(item.Members![i], lons[i], item.Lats![i], null);
        }

        return nodes;
    }

    /// <summary>The position of a node; negative where the extract does not hold it.</summary>
    public int Find(long id) => Array.BinarySearch(_ids, id) is >= 0 and var at && _lon[at] != Missing ? at : -1;

    /// <summary>Whether the ways use the node more than once: they join there.</summary>
    public bool IsShared(int position) => _shared[position];

    /// <summary>The tags of a barrier that stands on the node; null where none does.</summary>
    public IReadOnlyDictionary<string, string>? Barrier(int position) => _barriers.GetValueOrDefault(position);

    /// <summary>Longitude and latitude.</summary>
    public Coordinate At(int position) => new(_lon[position] * Unit, _lat[position] * Unit);

    /// <summary>A node's longitude and latitude.</summary>
    public static Coordinate At(OsmItem node) => new(node.Lon * Unit, node.Lat * Unit);

    private void Put(long id, int lon, int lat, IReadOnlyDictionary<string, string>? tags)
    {
        var at = Array.BinarySearch(_ids, id);
        if (at < 0)
            return;
        (_lon[at], _lat[at]) = (lon, lat);
        if (tags?.ContainsKey("barrier") is true)
            _barriers[at] = tags;
    }
}
