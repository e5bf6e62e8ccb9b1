using Longlin.Geo.Model;
using Longlin.Geo.Network;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>
/// The shape of a site for network searches. Distances are measured in a plane tangent to the Earth at the site:
/// accurate to 0.1 % within some ten kilometres.
/// </summary>
public sealed class SiteShape : IShape
{
    private readonly double _east;
    private readonly double _north;
    private readonly Geometry _plane;

    /// <summary>Prepares a shape.</summary>
    /// <param name="geometry">Point, polygon or multipolygon, EPSG:4490 degrees.</param>
    public SiteShape(Geometry geometry)
    {
        Geometry = geometry;
        var point = geometry as Point ?? geometry.InteriorPoint;
        (Lon, Lat) = (point.X, point.Y);
        (_east, _north) = Geodesy.MetresPerDegree(Lat);
        _plane = geometry.Copy();
        _plane.Apply(new PlaneFilter(Lon, Lat, _east, _north));
        _plane.GeometryChanged();
        RadiusMetres = _plane.Coordinates.Max(c => double.Hypot(c.X, c.Y));
        Rings =
            geometry is Point
                ? null
                :
                [
                    .. Enumerable
                        .Range(0, geometry.NumGeometries)
                        .Select(geometry.GetGeometryN)
                        .OfType<Polygon>()
                        .Select(p => Coverage.Timelines.ServiceNetwork.Flat(p.ExteriorRing)),
                ];
    }

    /// <summary>The site, EPSG:4490.</summary>
    public Geometry Geometry { get; }

    /// <inheritdoc/>
    public double Lon { get; }

    /// <inheritdoc/>
    public double Lat { get; }

    /// <inheritdoc/>
    public double RadiusMetres { get; }

    /// <summary>Exterior rings, flat; null for a point.</summary>
    public IReadOnlyList<double[]>? Rings { get; }

    /// <inheritdoc/>
    public (double Metres, double Lon, double Lat) To(double[] line)
    {
        if (Rings is null || line.Length < 4)
        {
            var at = Geodesy.NearestOnLine(Lon, Lat, line);
            return (at.DistanceMetres, at.Lon, at.Lat);
        }

        var coordinates = new Coordinate[line.Length / 2];
        for (var i = 0; i < coordinates.Length; i++)
            coordinates[i] = new((line[2 * i] - Lon) * _east, (line[2 * i + 1] - Lat) * _north);
        DistanceOp between = new(_plane, _plane.Factory.CreateLineString(coordinates));
        var on = between.NearestPoints()[1];
        return (between.Distance(), Lon + on.X / _east, Lat + on.Y / _north);
    }

    /// <summary>Straight metres to a place; 0 inside.</summary>
    public double To(double lon, double lat) =>
        Rings is null ? Geodesy.DistanceMetres(Lon, Lat, lon, lat) : Geodesy.DistanceToRingsMetres(lon, lat, Rings);

    private sealed class PlaneFilter(double lon, double lat, double east, double north) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, (seq.GetX(i) - lon) * east);
            seq.SetY(i, (seq.GetY(i) - lat) * north);
        }
    }
}
