using System.Collections;
using NetTopologySuite.Geometries;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// The places of the nodes that the wanted ways of an OpenStreetMap extract use: sixteen bytes and a bit a node. The
/// ways themselves are
/// not held: they are read once to learn the nodes and once more to be cut.
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

    private OsmNodes(long[] ids, BitArray shared)
    {
        (_ids, _shared) = (ids, shared);
        (_lon, _lat) = (new int[ids.Length], new int[ids.Length]);
        Array.Fill(_lon, Missing);
    }

    /// <summary>Reads the wanted ways' nodes.</summary>
    public static OsmNodes Of(string file, Func<TagsCollectionBase, bool> wanted)
    {
        List<long> uses = [];
        foreach (var (_, members, _) in Ways(file, wanted))
            uses.AddRange(members);
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
        using var stream = File.OpenRead(file);
        using PBFOsmStreamSource source = new(stream);
        while (source.MoveNext(false, true, true))
        {
            if (
                source.Current() is not Node { Id: { } id, Latitude: { } lat, Longitude: { } lon }
                || nodes.Search(id) is not (>= 0 and var at)
            )
                continue;
            (nodes._lon[at], nodes._lat[at]) = ((int)Math.Round(lon / Unit), (int)Math.Round(lat / Unit));
        }

        return nodes;
    }

    /// <summary>The wanted ways, in the file's order.</summary>
    public static IEnumerable<(long Id, long[] Members, TagsCollectionBase Tags)> Ways(
        string file,
        Func<TagsCollectionBase, bool> wanted
    )
    {
        using var stream = File.OpenRead(file);
        using PBFOsmStreamSource source = new(stream);
        while (source.MoveNext(true, false, true))
        {
            if (source.Current() is Way { Nodes: { } members, Tags: { } tags, Id: { } id } && wanted(tags))
                yield return (id, members, tags);
        }
    }

    /// <summary>The position of a node; negative where the extract does not hold it.</summary>
    public int Find(long id) => Search(id) is >= 0 and var at && _lon[at] != Missing ? at : -1;

    /// <summary>Whether the ways use the node more than once: they join there.</summary>
    public bool IsShared(int position) => _shared[position];

    /// <summary>Longitude and latitude.</summary>
    public Coordinate At(int position) => new(_lon[position] * Unit, _lat[position] * Unit);

    private int Search(long id) => Array.BinarySearch(_ids, id);
}
