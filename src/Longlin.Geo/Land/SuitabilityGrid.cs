using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Land;

/// <summary>Land that may not be built on, of one kind (hazard, flood, ecological red line …).</summary>
/// <param name="Bit">Its bit in a cell's flags, 0 to 12.</param>
/// <param name="Areas">Polygons and multipolygons, EPSG:4490 degrees.</param>
internal sealed record Exclusion(int Bit, IReadOnlyList<Geometry> Areas)
{
    /// <summary>The highest bit that a kind may have; those above belong to slope and area.</summary>
    public const int MaxBit = 12;
}

/// <summary>What slopes mean for building; the figures come from <c>data/siting/</c>.</summary>
/// <param name="GentleDegrees">Up to this slope there is no penalty.</param>
/// <param name="MaxDegrees">Above this slope nothing is built.</param>
internal sealed record SlopeLimits(double GentleDegrees, double MaxDegrees);

/// <summary>
/// The suitability raster of an area: which cells may be built on, and for each of the others every reason why not.
/// Computed in blocks of rows on all cores and returned from north to south, so that memory does not grow with the
/// area: it holds some blocks, the polygons and the cached tiles of heights.
/// </summary>
internal sealed class SuitabilityGrid
{
    private const int BlockRows = 64;
    private readonly ElevationGrid _heights;
    private readonly SlopeLimits _slope;
    private readonly PolygonFill _area;
    private readonly (ushort Flag, PolygonFill Fill)[] _exclusions;

    /// <summary>Prepares the raster; nothing is computed yet.</summary>
    /// <param name="area">A county or a part of one, polygon or multipolygon, EPSG:4490 degrees.</param>
    /// <param name="stepArcSeconds">Width and height of a cell; 1 is about 30 m.</param>
    /// <param name="exclusions">Land that may not be built on.</param>
    /// <param name="slope">Limits of slope.</param>
    /// <param name="heights">Heights of the area; where there are none the slope is not known.</param>
    /// <exception cref="ArgumentException">The area is empty, a bit is out of range, or the limits of slope are not in
    /// ascending order.</exception>
    public SuitabilityGrid(
        Geometry area,
        int stepArcSeconds,
        IReadOnlyList<Exclusion> exclusions,
        SlopeLimits slope,
        ElevationGrid heights
    )
    {
        if (area.IsEmpty)
            throw new ArgumentException("The area is empty.", nameof(area));
        if (!(slope.GentleDegrees >= 0 && slope.GentleDegrees < slope.MaxDegrees && slope.MaxDegrees <= 90))
            throw new ArgumentException(
                $"Slopes of {slope.GentleDegrees}° and {slope.MaxDegrees}° are not in ascending order.",
                nameof(slope)
            );
        if (exclusions.FirstOrDefault(e => e.Bit is < 0 or > Exclusion.MaxBit) is { } wrong)
            throw new ArgumentException(
                $"Bit {wrong.Bit} is not in the range 0 to {Exclusion.MaxBit}.",
                nameof(exclusions)
            );
        (_heights, _slope, Window) = (heights, slope, CellWindow.Covering(area.EnvelopeInternal, stepArcSeconds));
        _area = new(Window, [area]);
        _exclusions = [.. exclusions.Select(e => ((ushort)(1 << e.Bit), new PolygonFill(Window, e.Areas)))];
    }

    /// <summary>The cells that the area's box touches.</summary>
    public CellWindow Window { get; }

    /// <summary>
    /// The blocks, from north to south. As many as there are processors are computed at once; a block is valid until
    /// the next one is taken.
    /// </summary>
    public IEnumerable<SuitabilityBlock> Blocks(CancellationToken cancel = default)
    {
        var together = Enumerable
            .Range(0, Environment.ProcessorCount)
            .Select(_ => new SuitabilityBlock(BlockRows * Window.Columns))
            .ToArray();
        for (var row = 0; row < Window.Rows; row += together.Length * BlockRows)
        {
            var first = row;
            var count = Math.Min(together.Length, (Window.Rows - row + BlockRows - 1) / BlockRows);
            Parallel.For(
                0,
                count,
                new ParallelOptions { CancellationToken = cancel },
                n => Compute(together[n], first + n * BlockRows)
            );
            for (var n = 0; n < count; n++)
                yield return together[n];
        }
    }

    private void Compute(SuitabilityBlock block, int firstRow)
    {
        (block.FirstRow, block.Rows, block.Columns) = (
            firstRow,
            Math.Min(BlockRows, Window.Rows - firstRow),
            Window.Columns
        );
        int columns = Window.Columns,
            cells = block.Rows * columns;
        var flags = block.FlagsBuffer;
        flags.AsSpan(0, cells).Fill(SuitabilityBlock.Outside);
        _area.Spans(
            firstRow,
            block.Rows,
            (row, from, to) => flags.AsSpan((row - firstRow) * columns + from, to - from).Clear()
        );
        foreach (var (flag, fill) in _exclusions)
        {
            fill.Spans(
                firstRow,
                block.Rows,
                (row, from, to) =>
                {
                    foreach (ref var cell in flags.AsSpan((row - firstRow) * columns + from, to - from))
                        cell |= flag;
                }
            );
        }

        _heights.Slopes(
            Window with
            {
                North = Window.North + firstRow,
                Rows = block.Rows,
            },
            block.SlopesBuffer.AsSpan(0, cells)
        );
        RateSlopes(block.SlopesBuffer.AsSpan(0, cells), flags, block.PenaltiesBuffer);
    }

    private void RateSlopes(ReadOnlySpan<float> slopes, Span<ushort> flags, Span<byte> penalties)
    {
        var (gentle, most, perDegree) = (
            (float)_slope.GentleDegrees,
            (float)_slope.MaxDegrees,
            (float)(255 / (_slope.MaxDegrees - _slope.GentleDegrees))
        );
        for (var i = 0; i < slopes.Length; i++)
        {
            var slope = slopes[i];
            if (slope <= most)
            {
                penalties[i] = slope <= gentle ? (byte)0 : (byte)((slope - gentle) * perDegree + 0.5f);
                continue;
            }

            flags[i] |= slope > most ? SuitabilityBlock.SlopeOver : SuitabilityBlock.SlopeUnknown;
            penalties[i] = byte.MaxValue;
        }
    }
}
