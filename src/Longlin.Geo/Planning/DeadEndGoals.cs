using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Distance;

namespace Longlin.Geo.Planning;

/// <summary>
/// Destinations at which a line may end without being a dead end: places, seats, facilities, devices and the county's
/// border.
/// </summary>
internal sealed class DeadEndGoals
{
    private readonly STRtree<Coordinate> _points = new();
    private readonly IndexedFacetDistance? _border;
    private readonly double _reachMetres;
    private readonly double _metresEast;
    private readonly double _metresNorth;

    public DeadEndGoals(ServiceRule service, CountyData county, IReadOnlyList<Server> servers)
    {
        _reachMetres = Math.Max(service.ReachMetres, 100);
        (_metresEast, _metresNorth) = Geodesy.MetresPerDegree(county.Border?.EnvelopeInternal.Centre.Y ?? 24.7);
        _border = county.Border is null ? null : new(county.Border);
        foreach (var (lon, lat) in Points(county).Concat(servers.Select(s => (s.Lon, s.Lat))))
            _points.Insert(new Envelope(lon, lon, lat, lat), new Coordinate(lon, lat));
        _points.Build();
    }

    /// <summary>Whether a destination or the border lies within reach of the point (EPSG:4490).</summary>
    public bool IsNear(double lon, double lat)
    {
        var (east, north) = (_reachMetres / _metresEast, _reachMetres / _metresNorth);
        Envelope around = new(lon - east, lon + east, lat - north, lat + north);
        return _points.Query(around).Any(g => Geodesy.DistanceMetres(lon, lat, g.X, g.Y) <= _reachMetres)
            || _border?.Distance(new Point(lon, lat)) * Math.Min(_metresEast, _metresNorth) <= _reachMetres;
    }

    private static IEnumerable<(double Lon, double Lat)> Points(CountyData county) =>
        county
            .Places.Where(p => !double.IsNaN(p.Lon))
            .Select(p => (p.Lon, p.Lat))
            .Concat(county.Seats.Select(s => (s.Lon, s.Lat)))
            .Concat(
                county
                    .Assets.GetValueOrDefault("facilities", [])
                    .Where(f => f.Geometry is { IsEmpty: false })
                    .Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y))
            );
}
