using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace Longlin.Geo.Land;

/// <summary>Contiguous land on which a settlement may be built.</summary>
/// <param name="Cells">Number of its cells.</param>
/// <param name="SquareMetres">Its area on the ellipsoid.</param>
/// <param name="MeanSlopeDegrees">Mean of its cells' slopes.</param>
/// <param name="MeanSlopePenalty">Mean of its cells' penalties, 0 (gentle throughout) to 1.</param>
/// <param name="Lon">Longitude of the middle of its largest square of cells (EPSG:4490 degrees), which lies well
/// inside.</param>
/// <param name="Lat">Latitude of that place.</param>
/// <param name="SquareSideMetres">Side of that square, north to south: how compact the land is.</param>
/// <param name="Outline">Its cells' outline with holes, EPSG:4490 degrees.</param>
internal sealed record CandidateArea(
    int Cells,
    double SquareMetres,
    double MeanSlopeDegrees,
    double MeanSlopePenalty,
    double Lon,
    double Lat,
    double SquareSideMetres,
    Polygon Outline
);

/// <summary>The free land of an area, and how many cells each reason excludes.</summary>
/// <param name="Areas">Pieces that are large enough, the largest first.</param>
/// <param name="CellsInside">Cells of the area.</param>
/// <param name="CellsFree">Cells that nothing excludes.</param>
/// <param name="CellsByBit">For each bit of the flags the cells of the area that have it set; a cell with two reasons
/// counts for both.</param>
internal sealed record CandidateLand(
    IReadOnlyList<CandidateArea> Areas,
    long CellsInside,
    long CellsFree,
    IReadOnlyList<long> CellsByBit
);

/// <summary>Finds contiguous land (cells joined by their sides) among the cells that nothing excludes.</summary>
internal static class CandidateAreas
{
    private const int Bits = 16;

    /// <summary>
    /// Reads the grid once. Memory: the runs of cells of pieces that are large enough or may still grow, never the grid
    /// itself.
    /// </summary>
    /// <param name="grid">The suitability raster.</param>
    /// <param name="minimumSquareMetres">Pieces below it are left out: persons × square metres a person.</param>
    /// <param name="simplifyCells">How far an outline may be moved to have fewer corners, in cells; 0 leaves it as the
    /// cells are.</param>
    /// <param name="cancel">Stops between two blocks.</param>
    public static CandidateLand Find(
        SuitabilityGrid grid,
        double minimumSquareMetres,
        double simplifyCells = 0,
        CancellationToken cancel = default
    )
    {
        CellRuns runs = new(minimumSquareMetres);
        var (inside, free, byBit) = (0L, 0L, new long[Bits]);
        foreach (var block in grid.Blocks(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            for (var row = 0; row < block.Rows; row++)
            {
                runs.BeginRow();
                var flags = block.Flags.Slice(row * block.Columns, block.Columns);
                for (int from = 0, to; from < flags.Length; from = to)
                {
                    var flag = flags[from];
                    to = flags[from..].IndexOfAnyExcept(flag) is >= 0 and var length ? from + length : flags.Length;
                    if ((flag & SuitabilityBlock.Outside) != 0)
                        continue;
                    inside += to - from;
                    for (var bit = 0; flag >> bit != 0; bit++)
                        byBit[bit] += (flag >> bit & 1) * (to - from);
                    if (flag != 0)
                        continue;
                    free += to - from;
                    AddRun(runs, grid.Window, block, row, from, to);
                }
            }
        }

        return new(Describe(grid, runs, simplifyCells, cancel), inside, free, byBit);
    }

    private static void AddRun(CellRuns runs, CellWindow window, SuitabilityBlock block, int row, int from, int to)
    {
        var (width, height) = window.CellMetres(block.FirstRow + row);
        var (slopes, penalties) = (0.0, 0L);
        for (var i = row * block.Columns + from; i < row * block.Columns + to; i++)
        {
            slopes += block.SlopeDegrees[i];
            penalties += block.SlopePenalty[i];
        }

        runs.Add(new(block.FirstRow + row, from, to), (to - from) * width * height, slopes, penalties);
    }

    // Of equal areas the northernmost, then the westernmost: the same order every time.
    private static CandidateArea[] Describe(
        SuitabilityGrid grid,
        CellRuns runs,
        double simplifyCells,
        CancellationToken cancel
    )
    {
        var areas = runs.Components()
            .AsParallel()
            .WithCancellation(cancel)
            .Select(c => Describe(grid, c.Runs, c.SquareMetres, c.Slopes, c.Penalties, simplifyCells));
        return
        [
            .. areas
                .AsEnumerable()
                .OrderByDescending(a => a.SquareMetres)
                .ThenByDescending(a => a.Lat)
                .ThenBy(a => a.Lon),
        ];
    }

    private static CandidateArea Describe(
        SuitabilityGrid grid,
        List<CellRun> runs,
        double squareMetres,
        double slopes,
        double penalties,
        double simplifyCells
    )
    {
        var cells = runs.Sum(r => r.To - r.From);
        var (side, column, row) = RunSquare.Largest(runs);
        var outline = RunOutline.ToPolygon(runs, grid.Window);
        if (simplifyCells > 0)
            outline = (Polygon)TopologyPreservingSimplifier.Simplify(outline, simplifyCells * grid.Window.CellDegrees);
        return new(
            cells,
            squareMetres,
            slopes / cells,
            penalties / (cells * (double)byte.MaxValue),
            grid.Window.Lon(column),
            grid.Window.Lat(row),
            side * grid.Window.CellMetres((int)row).Height,
            outline
        );
    }
}
