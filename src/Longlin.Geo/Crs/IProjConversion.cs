namespace Longlin.Geo.Crs;

/// <summary>A place that PROJ converted: degrees on WGS 84, and degrees on the system's own datum.</summary>
/// <param name="Lon">Longitude; NaN where PROJ cannot convert the place.</param>
/// <param name="Lat">Latitude.</param>
/// <param name="BaseLon">Longitude on the system's own datum; NaN where nothing needs proof.</param>
/// <param name="BaseLat">Latitude on the system's own datum.</param>
public readonly record struct ConvertedPlace(double Lon, double Lat, double BaseLon, double BaseLat)
{
    private const double Unmoved = 1e-9;

    /// <summary>
    /// Whether PROJ left the degrees as they were though the datums differ: it knows no transformation here, or lacks
    /// the grid for it.
    /// </summary>
    public bool IsGuess => Math.Abs(Lon - BaseLon) < Unmoved && Math.Abs(Lat - BaseLat) < Unmoved;
}

/// <summary>Converts coordinates by PROJ, which stands in PostGIS.</summary>
public interface IProjConversion
{
    /// <summary>Converts coordinates to degrees on WGS 84.</summary>
    /// <param name="from">A system with <see cref="SpatialReference.Proj"/>.</param>
    /// <param name="x">East.</param>
    /// <param name="y">North.</param>
    /// <returns>As many places in the same order; null where PROJ does not know the system.</returns>
    IReadOnlyList<ConvertedPlace>? Convert(SpatialReference from, double[] x, double[] y);
}
