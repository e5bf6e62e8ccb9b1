using NetTopologySuite.Geometries;

namespace Longlin.Geo.Model;

/// <summary>
/// A rectangle of cells of the one grid that heights and suitability share: EPSG:4490 degrees, cells of whole
/// arc-seconds whose centres lie on whole multiples of the step
/// from 180° W and 90° N. SRTM's points lie there too, so its heights are kept as they are; one arc-second is 31 m
/// north to south and 28 m east to west at 25° N.
/// </summary>
/// <param name="StepArcSeconds">Width and height of a cell, arc-seconds.</param>
/// <param name="West">First column, counted eastward from 180° W.</param>
/// <param name="North">First row, counted southward from 90° N.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="Rows">How many rows.</param>
public readonly record struct CellWindow(int StepArcSeconds, int West, int North, int Columns, int Rows)
{
    private const double ArcSecondsPerDegree = 3600;

    /// <summary>Width and height of a cell, degrees.</summary>
    public double CellDegrees => StepArcSeconds / ArcSecondsPerDegree;

    /// <summary>The cells that an area's box touches, with a margin of that number of cells.</summary>
    public static CellWindow Covering(Envelope degrees, int stepArcSeconds, int margin = 0)
    {
        int Cell(double fromOrigin) => (int)Math.Floor(fromOrigin * ArcSecondsPerDegree / stepArcSeconds + 0.5);
        var (west, north) = (Cell(degrees.MinX + 180) - margin, Cell(90 - degrees.MaxY) - margin);
        return new(
            stepArcSeconds,
            west,
            north,
            Cell(degrees.MaxX + 180) + margin - west + 1,
            Cell(90 - degrees.MinY) + margin - north + 1
        );
    }

    /// <summary>Longitude of a column's centre; half a column less is its western edge.</summary>
    public double Lon(double column) => (West + column) * StepArcSeconds / ArcSecondsPerDegree - 180;

    /// <summary>Latitude of a row's centre; half a row less is its northern edge.</summary>
    public double Lat(double row) => 90 - (North + row) * StepArcSeconds / ArcSecondsPerDegree;

    /// <summary>Width and height of a row's cells, metres.</summary>
    public (double Width, double Height) CellMetres(int row)
    {
        var (east, north) = Geodesy.MetresPerDegree(Lat(row));
        return (east * CellDegrees, north * CellDegrees);
    }
}
