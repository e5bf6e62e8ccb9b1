using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tiles;

/// <summary>
/// The tile matrix set of web maps (OGC 17-083r4, annex D.1): EPSG:3857, one tile at zoom 0, the first row in the
/// north.
/// </summary>
public static class WebMercatorQuad
{
    /// <summary>
    /// Half the side of the square, metres of EPSG:3857: half the equator of the sphere with the radius 6,378,137 m.
    /// </summary>
    public const double HalfSide = Math.PI * 6378137;

    /// <summary>Side of a tile, metres of EPSG:3857.</summary>
    public static double Side(int z) => 2 * HalfSide / (1L << z);

    /// <summary>
    /// A tile and its buffer, EPSG:3857; wider by a thousandth of its grid than the box from which its features are
    /// selected.
    /// </summary>
    public static Envelope Wide(int z, int x, int y)
    {
        var side = Side(z);
        var buffer = side * (TileStatement.Buffer + 0.001) / TileStatement.Extent;
        return new(
            -HalfSide + x * side - buffer,
            -HalfSide + (x + 1) * side + buffer,
            HalfSide - (y + 1) * side - buffer,
            HalfSide - y * side + buffer
        );
    }

    /// <summary>The tile that holds a place; latitudes beyond the square count as its border.</summary>
    /// <param name="lon">Degrees.</param>
    /// <param name="lat">Degrees.</param>
    /// <param name="z">Zoom.</param>
    public static (int X, int Y) TileOf(double lon, double lat, int z)
    {
        var most = (1 << z) - 1;
        var x = (lon + 180) / 360 * (1L << z);
        var y =
            (1 - Math.Asinh(Math.Tan(double.DegreesToRadians(Math.Clamp(lat, -85.05112878, 85.05112878)))) / Math.PI)
            / 2
            * (1L << z);
        return ((int)Math.Clamp(Math.Floor(x), 0, most), (int)Math.Clamp(Math.Floor(y), 0, most));
    }
}
