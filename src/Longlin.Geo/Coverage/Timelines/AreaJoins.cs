using Longlin.Geo.Model;
using Longlin.Geo.Network;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Distance;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// Where links join a device that is drawn as an area (a substation, a plant, a tank, an exchange): each link that
/// touches it, enters it, or comes within the distance at which links join.
/// </summary>
/// <param name="links">The links of the service.</param>
internal sealed class AreaJoins(IReadOnlyList<Link> links)
{
    private STRtree<LineString>? _index;

    /// <summary>A point of each such link, flat, EPSG:4490; null for a device that is a point, or that no link joins.
    /// </summary>
    /// <param name="device">Its geometry, EPSG:4490.</param>
    /// <param name="joinMetres">How near a link must come.</param>
    public double[]? Of(Geometry device, double joinMetres)
    {
        if (device is not (Polygon or MultiPolygon))
            return null;
        var (east, north) = Geodesy.MetresPerDegree(device.Centroid.Y);
        var near = device.EnvelopeInternal.Copy();
        near.ExpandBy(joinMetres / east, joinMetres / north);
        List<double> found = [];
        foreach (var line in (_index ??= Index()).Query(near))
        {
            var (there, here) = DistanceOp.NearestPoints(line, device) is var points ? (points[0], points[1]) : default;
            if (double.Hypot((there.X - here.X) * east, (there.Y - here.Y) * north) <= joinMetres)
                found.AddRange([there.X, there.Y]);
        }

        return found.Count == 0 ? null : [.. found];
    }

    private STRtree<LineString> Index()
    {
        STRtree<LineString> index = new();
        foreach (var link in links)
        {
            var line = GeometryFactory.Default.CreateLineString([
                .. Enumerable
                    .Range(0, link.LonLat.Length / 2)
                    .Select(i => new Coordinate(link.LonLat[2 * i], link.LonLat[2 * i + 1])),
            ]);
            index.Insert(line.EnvelopeInternal, line);
        }

        index.Build();
        return index;
    }
}
