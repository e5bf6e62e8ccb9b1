using Longlin.Geo.Model;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;
using NetTopologySuite.Simplify;

namespace Longlin.Geo.Crs;

/// <summary>The outline of the counties in the database: what lies far outside is probably misread.</summary>
public sealed class CountyOutline
{
    // About ten kilometres: roads and their neighbours cross the border.
    private const double MarginDegrees = 0.1;
    private const double Simplification = 0.01;
    private static readonly Bilingual[] Directions =
    [
        new("北", "north"),
        new("东北", "northeast"),
        new("东", "east"),
        new("东南", "southeast"),
        new("南", "south"),
        new("西南", "southwest"),
        new("西", "west"),
        new("西北", "northwest"),
    ];
    private readonly Geometry _outline;
    private readonly Geometry _near;
    private readonly List<Envelope> _boxes = [];
    private readonly IndexedPointInAreaLocator _locator;
    private readonly Lazy<IndexedPointInAreaLocator> _exact;
    private readonly Lazy<IndexedFacetDistance> _border;

    /// <summary>An outline.</summary>
    /// <param name="outline">Polygons in degrees.</param>
    public CountyOutline(Geometry outline)
    {
        _outline = outline;
        _near = DouglasPeuckerSimplifier
            .Simplify(outline, Simplification)
            .Buffer(MarginDegrees + Simplification, quadrantSegments: 2);
        _locator = new(_near);
        for (var part = 0; part < outline.NumGeometries; part++)
        {
            Envelope box = new(outline.GetGeometryN(part).EnvelopeInternal);
            box.ExpandBy(MarginDegrees);
            _boxes.Add(box);
        }

        _exact = new(() => new(outline));
        _border = new(() => new(outline.Boundary));
    }

    /// <summary>Whether some of a geometry lies in the box of a county or within ten kilometres of it.</summary>
    /// <param name="geometry">Longitude and latitude.</param>
    public bool IsInReach(Geometry geometry) => _boxes.Exists(b => b.Intersects(geometry.EnvelopeInternal));

    /// <summary>Whether some of a geometry lies in the outline or within ten kilometres of it.</summary>
    /// <param name="geometry">Longitude and latitude.</param>
    public bool IsNear(Geometry geometry) =>
        IsNear(geometry.Coordinate) || (geometry is not Point && _near.Intersects(geometry));

    /// <summary>Whether a place lies in the outline or within ten kilometres of it.</summary>
    public bool IsNear(Coordinate place) => _locator.Locate(place) != Location.Exterior;

    /// <summary>How far a place lies outside; 0 inside.</summary>
    public double MetresOutside(Coordinate place) =>
        _exact.Value.Locate(place) == Location.Exterior ? MetresToBorder(place) : 0;

    /// <summary>How far a place lies from the border, on either side.</summary>
    public double MetresToBorder(Coordinate place)
    {
        var nearest = _border.Value.NearestPoints(_outline.Factory.CreatePoint(place))[0];
        return Geodesy.DistanceMetres(nearest.X, nearest.Y, place.X, place.Y);
    }

    /// <summary>How far and in which direction a place lies from the outline.</summary>
    public Bilingual Away(Coordinate place)
    {
        var nearest = _border.Value.NearestPoints(_outline.Factory.CreatePoint(place))[0];
        var kilometres = Geodesy.DistanceMetres(nearest.X, nearest.Y, place.X, place.Y) / 1000;
        var middle = Math.Cos((nearest.Y + place.Y) / 2 * Math.PI / 180);
        var bearing = Math.Atan2((place.X - nearest.X) * middle, place.Y - nearest.Y) * 180 / Math.PI;
        var direction = Directions[(int)Math.Round((bearing + 360) / 45) % 8];
        var text = FormattableString.Invariant($"{kilometres:#,0}");
        return new($"县界以{direction.Zh} {text} 公里", $"{text} km {direction.En} of the county");
    }
}
