using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Land;

/// <summary>
/// Rasterises polygons to spans of cells: a cell belongs to a polygon when its centre lies inside (even-odd over all
/// rings, so that holes are holes). An edge counts for the rows whose centre it crosses, its northern end included; a
/// centre exactly on a western edge is outside, on an eastern one inside: the rule of <c>gdal_rasterize</c> without
/// <c>-at</c> (GDALdllImageFilledPolygon, alg/llrasterize.cpp).
/// </summary>
internal sealed class PolygonFill
{
    private readonly CellWindow _window;
    private readonly List<Shape> _shapes = [];

    /// <summary>Prepares polygons for a window.</summary>
    /// <param name="window">The cells.</param>
    /// <param name="areas">Polygons, multipolygons or collections of them, EPSG:4490 degrees.</param>
    /// <exception cref="ArgumentException">One of them is not an area.</exception>
    public PolygonFill(CellWindow window, IEnumerable<Geometry> areas)
    {
        _window = window;
        foreach (var area in areas)
            Add(area);
    }

    /// <summary>
    /// Calls back with every span of cells in a range of rows. Spans of two polygons may overlap.
    /// </summary>
    /// <param name="firstRow">From 0, of the window.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="span">Called with row, first column and the column after the last, all within the window.</param>
    public void Spans(int firstRow, int rows, Action<int, int, int> span)
    {
        var starts = new int[rows + 1];
        var crossings = Array.Empty<double>();
        foreach (var shape in _shapes)
        {
            if (shape.South < firstRow || shape.North > firstRow + rows)
                continue;
            Array.Clear(starts);
            shape.Cross(firstRow, rows, (row, _) => starts[row + 1]++);
            for (var row = 0; row < rows; row++)
                starts[row + 1] += starts[row];
            if (starts[rows] > crossings.Length)
                crossings = new double[2 * starts[rows]];
            var next = starts.AsSpan(0, rows).ToArray();
            shape.Cross(firstRow, rows, (row, x) => crossings[next[row]++] = x);
            for (var row = 0; row < rows; row++)
            {
                var line = crossings.AsSpan(starts[row], starts[row + 1] - starts[row]);
                line.Sort();
                for (var i = 0; i + 1 < line.Length; i += 2)
                {
                    int from = Math.Max(0, Cell(line[i])),
                        to = Math.Min(_window.Columns, Cell(line[i + 1]));
                    if (from < to)
                        span(firstRow + row, from, to);
                }
            }
        }
    }

    private int Cell(double x) => (int)Math.Clamp(Math.Floor(x + 0.5), -1, _window.Columns + 1.0);

    private void Add(Geometry area)
    {
        switch (area)
        {
            case Polygon polygon:
                if (polygon.IsEmpty)
                    return;
                List<double[]> rings = [.. ((LinearRing[])[polygon.Shell, .. polygon.Holes]).Select(InCells)];
                double north = rings[0].Where((_, i) => i % 2 == 1).Min(),
                    south = rings[0].Where((_, i) => i % 2 == 1).Max();
                _shapes.Add(new(rings, north, south));
                return;
            case GeometryCollection collection:
                foreach (var part in collection.Geometries)
                    Add(part);
                return;
            default:
                throw new ArgumentException($"A {area.GeometryType} is not an area.", nameof(area));
        }
    }

    // Columns and rows from the window's north-western corner; a cell's centre lies at its number and a half.
    private double[] InCells(LinearRing ring)
    {
        var (west, north, perDegree) = (_window.Lon(-0.5), _window.Lat(-0.5), 1 / _window.CellDegrees);
        var sequence = ring.CoordinateSequence;
        var flat = new double[2 * sequence.Count];
        for (var i = 0; i < sequence.Count; i++)
            (flat[2 * i], flat[2 * i + 1]) = (
                (sequence.GetX(i) - west) * perDegree,
                (north - sequence.GetY(i)) * perDegree
            );
        return flat;
    }

    private sealed record Shape(List<double[]> Rings, double North, double South)
    {
        public void Cross(int firstRow, int rows, Action<int, double> crossing)
        {
            foreach (var ring in Rings)
            {
                for (var i = 2; i + 1 < ring.Length; i += 2)
                {
                    var (x1, y1, x2, y2) = (ring[i - 2], ring[i - 1], ring[i], ring[i + 1]);
                    if (y1 == y2)
                        continue;
                    if (y1 > y2)
                        (x1, y1, x2, y2) = (x2, y2, x1, y1);
                    // Rows whose centre lies at or below the northern end and above the southern one.
                    var first = (int)Math.Max(firstRow, Math.Ceiling(y1 - 0.5));
                    var last = (int)Math.Min(firstRow + rows, Math.Ceiling(y2 - 0.5));
                    for (var row = first; row < last; row++)
                        crossing(row - firstRow, x1 + (row + 0.5 - y1) * (x2 - x1) / (y2 - y1));
                }
            }
        }
    }
}
