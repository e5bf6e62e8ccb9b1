using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Land;

/// <summary>A piece of free land and the contiguous land it is part of.</summary>
/// <param name="Land">The piece.</param>
/// <param name="WholeSquareMetres">All free land in one with it; its own where it is whole.</param>
public sealed record LandPiece(CandidateArea Land, double WholeSquareMetres);

/// <summary>What is free in an area.</summary>
/// <param name="Pieces">Of the size asked for up to some square kilometres: larger land is cut along a lattice, so that
/// near and far parts are told apart.</param>
/// <param name="CellsInside">Cells of the area.</param>
/// <param name="CellsFree">Cells for which no reason speaks against.</param>
/// <param name="CellsExcluded">Cells by reason: kinds of zones, site, slope, slope_unknown; a cell with two reasons
/// counts for both.</param>
/// <param name="SlopeUnknown">Whether no height is known of the area, so that slope was not looked at.</param>
public sealed record LandAnswer(
    IReadOnlyList<LandPiece> Pieces,
    long CellsInside,
    long CellsFree,
    IReadOnlyDictionary<string, long> CellsExcluded,
    bool SlopeUnknown
);

/// <summary>Land on which a settlement of a size might stand, by cells of one arc-second (about 30 m).</summary>
public static class FreeLand
{
    private const int StepArcSeconds = 1;
    private const double CellDegrees = StepArcSeconds / 3600.0;

    // Cells count by their centres. With half a diagonal around every zone, and a little for the corners of a round
    // buffer, no cell touches one.
    private const double HalfDiagonal = 0.72 * CellDegrees;
    private const double SmallestLatticeMetres = 1000;
    private const double LatticeOverNeed = 4;

    /// <summary>Finds it.</summary>
    /// <param name="outline">The area, EPSG:4490.</param>
    /// <param name="zones">Land that may not be built on, by kind.</param>
    /// <param name="terrain">Heights of the area.</param>
    /// <param name="limits">What slope means.</param>
    /// <param name="squareMetres">The least size.</param>
    /// <param name="progress">Told how many lattice squares are done, and of how many.</param>
    /// <param name="cancel">Stops it.</param>
    public static LandAnswer Find(
        Geometry outline,
        ILookup<string, Geometry> zones,
        Terrain terrain,
        SitingSlope limits,
        double squareMetres,
        Action<int, int>? progress,
        CancellationToken cancel
    )
    {
        var area = outline.Buffer(-HalfDiagonal);
        string[] kinds = [.. zones.Select(z => z.Key).Order(StringComparer.Ordinal)];
        if (area.IsEmpty)
            return new([], 0, 0, kinds.ToDictionary(k => k, _ => 0L), terrain.IsEmpty);
        List<(int Bit, Geometry Area)> wider =
        [
            .. kinds.SelectMany((k, bit) => zones[k].Select(z => (bit, z.Buffer(HalfDiagonal)))),
        ];
        STRtree<(int Bit, Geometry Area)> index = new();
        foreach (var zone in wider)
            index.Insert(zone.Area.EnvelopeInternal, zone);
        index.Build();
        // Without any height every cell is as good as flat here; whoever publishes the answer says that slope was not
        // looked at.
        ElevationGrid heights = terrain.IsEmpty ? new(StepArcSeconds, Flat) : terrain.Grid();
        SlopeLimits slope = new(limits.GentleDegrees, limits.MaxDegrees);
        var whole = CandidateAreas.Find(Grid(area, wider), squareMetres, cancel: cancel);
        var lattice = Math.Max(SmallestLatticeMetres, Math.Sqrt(squareMetres * LatticeOverNeed));
        List<LandPiece> pieces = [];
        List<(CandidateArea Land, IndexedPointInAreaLocator Inside)> large = [];
        foreach (var land in whole.Areas)
        {
            if (land.SquareMetres > lattice * lattice)
                large.Add((land, new(land.Outline)));
            else
                pieces.Add(new(land, land.SquareMetres));
        }

        var cut = large.Count == 0 ? [] : Cut();
        // A ribbon too thin for the lattice stays whole.
        pieces.AddRange(
            large.Where(l => !cut.Exists(c => c.Of == l.Land)).Select(l => new LandPiece(l.Land, l.Land.SquareMetres))
        );
        pieces.AddRange(cut.Select(c => new LandPiece(c.Piece, c.Of.SquareMetres)));
        var byReason = kinds
            .Select((k, bit) => (k, whole.CellsByBit[bit]))
            .Append(("slope", Bit(SuitabilityBlock.SlopeOver)))
            .Append(("slope_unknown", terrain.IsEmpty ? whole.CellsInside : Bit(SuitabilityBlock.SlopeUnknown)));
        return new(
            [
                .. pieces
                    .OrderByDescending(p => p.Land.SquareMetres)
                    .ThenByDescending(p => p.Land.Lat)
                    .ThenBy(p => p.Land.Lon),
            ],
            whole.CellsInside,
            whole.CellsFree,
            byReason.ToDictionary(r => r.Item1, r => r.Item2),
            terrain.IsEmpty
        );

        long Bit(int flag) => whole.CellsByBit[System.Numerics.BitOperations.Log2((uint)flag)];

        SuitabilityGrid Grid(Geometry of, IEnumerable<(int Bit, Geometry Area)> against) =>
            new(
                of,
                StepArcSeconds,
                [.. against.GroupBy(z => z.Bit).Select(g => new Exclusion(g.Key, [.. g.Select(z => z.Area)]))],
                slope,
                heights
            );

        List<(CandidateArea Piece, CandidateArea Of)> Cut()
        {
            var squares = Squares(area, lattice, large.Select(l => l.Land.Outline.EnvelopeInternal).ToList());
            var prepared = PreparedGeometryFactory.Prepare(area);
            List<(CandidateArea, CandidateArea)> found = [];
            // One after the other: each waits for tasks of its own, and waiting threads would use up the pool.
            for (var i = 0; i < squares.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var square = area.Factory.ToGeometry(squares[i]);
                var part = prepared.Covers(square) ? square : area.Intersection(square);
                // Where an edge meets the border the intersection may hold lines and points too: only land counts.
                var land = part is Polygon or MultiPolygon
                    ? part
                    : area.Factory.BuildGeometry([
                        .. Enumerable.Range(0, part.NumGeometries).Select(part.GetGeometryN).Where(g => g is Polygon),
                    ]);
                if (!land.IsEmpty)
                    found.AddRange(
                        CandidateAreas
                            .Find(Grid(land, index.Query(squares[i])), squareMetres, cancel: cancel)
                            .Areas.Select(a =>
                                (
                                    a,
                                    large
                                        .Find(l => l.Inside.Locate(new Coordinate(a.Lon, a.Lat)) != Location.Exterior)
                                        .Land
                                )
                            )
                            .Where(a => a.Land is not null)
                    );
                progress?.Invoke(i + 1, squares.Count);
            }

            return found;
        }
    }

    // Edges lie between cells, so that no cell belongs to two squares.
    private static List<Envelope> Squares(Geometry area, double metres, List<Envelope> wanted)
    {
        var box = area.EnvelopeInternal;
        var (east, north) = Geodesy.MetresPerDegree(box.Centre.Y);
        var (width, height) = (
            Math.Ceiling(metres / east / CellDegrees) * CellDegrees,
            Math.Ceiling(metres / north / CellDegrees) * CellDegrees
        );
        double west = Edge(box.MinX),
            south = Edge(box.MinY);
        List<Envelope> squares = [];
        for (var j = 0; south + j * height < box.MaxY; j++)
        {
            for (var i = 0; west + i * width < box.MaxX; i++)
            {
                Envelope square = new(
                    west + i * width,
                    west + (i + 1) * width,
                    south + j * height,
                    south + (j + 1) * height
                );
                if (wanted.Exists(square.Intersects))
                    squares.Add(square);
            }
        }

        return squares;

        static double Edge(double degrees) => (Math.Floor(degrees / CellDegrees) - 0.5) * CellDegrees;
    }

    private static ElevationTile? Flat(int x, int y) =>
        ElevationTile.Pack(x, y, StepArcSeconds, new float[ElevationTile.Side * ElevationTile.Side]);
}
