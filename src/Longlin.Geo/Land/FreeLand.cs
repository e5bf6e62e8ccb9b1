using System.Numerics;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Siting;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Land;

/// <summary>A piece of free land and the contiguous land it is part of.</summary>
/// <param name="Land">The piece.</param>
/// <param name="WholeSquareMetres">Area of the contiguous free land it was cut from; its own area where it was not
/// cut.</param>
internal sealed record LandPiece(CandidateArea Land, double WholeSquareMetres);

/// <summary>The free land in an area.</summary>
/// <param name="Pieces">From the minimum size up to some square kilometres, the largest first: larger land is cut along
/// a lattice, so that near and far parts get their own score.</param>
/// <param name="CellsInside">Cells of the area.</param>
/// <param name="CellsFree">Cells that nothing excludes.</param>
/// <param name="CellsExcluded">Excluded cells by reason: kinds of zones, site, slope, slope_unknown; a cell with two
/// reasons counts for both.</param>
/// <param name="SlopeUnknown">Whether there are no heights of the area, so that slope was not checked.</param>
internal sealed record LandAnswer(
    IReadOnlyList<LandPiece> Pieces,
    long CellsInside,
    long CellsFree,
    IReadOnlyDictionary<string, long> CellsExcluded,
    bool SlopeUnknown
);

/// <summary>Land on which a settlement of a given size may be built, in cells of one arc-second (about 30 m).</summary>
internal sealed class FreeLand
{
    private const int StepArcSeconds = 1;

    // A cell counts by its centre. Zones are widened by half a cell's diagonal, and a little for the corners of a round
    // buffer, so that no cell touches a zone.
    private const double HalfDiagonal = 0.72 * LandLattice.CellDegrees;
    private readonly SlopeLimits _slope;
    private readonly ElevationGrid _heights;
    private readonly double _squareMetres;
    private readonly CancellationToken _cancel;

    private FreeLand(Terrain terrain, SitingSlope limits, double squareMetres, CancellationToken cancel)
    {
        _slope = new(limits.GentleDegrees, limits.MaxDegrees);
        // Without any height every cell counts as flat here; the answer says that slope was not checked.
        _heights = terrain.IsEmpty ? new(StepArcSeconds, FlatTile) : terrain.Grid();
        (_squareMetres, _cancel) = (squareMetres, cancel);
    }

    /// <summary>Finds the free land of an area.</summary>
    /// <param name="outline">The area, EPSG:4490.</param>
    /// <param name="zones">Land that may not be built on, by kind.</param>
    /// <param name="terrain">Heights of the area.</param>
    /// <param name="limits">Limits of slope.</param>
    /// <param name="squareMetres">The minimum size.</param>
    /// <param name="progress">Called with the lattice squares done and their number.</param>
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
        List<(int Bit, Geometry Area)> widened =
        [
            .. kinds.SelectMany((k, bit) => zones[k].Select(z => (bit, z.Buffer(HalfDiagonal)))),
        ];
        FreeLand search = new(terrain, limits, squareMetres, cancel);
        var whole = CandidateAreas.Find(search.CreateGrid(area, widened), squareMetres, cancel: cancel);
        return new(
            [
                .. search
                    .CutLargeLand(area, widened, whole.Areas, progress)
                    .OrderByDescending(p => p.Land.SquareMetres)
                    .ThenByDescending(p => p.Land.Lat)
                    .ThenBy(p => p.Land.Lon),
            ],
            whole.CellsInside,
            whole.CellsFree,
            CountByReason(whole, kinds, terrain.IsEmpty),
            terrain.IsEmpty
        );
    }

    private static Dictionary<string, long> CountByReason(CandidateLand land, string[] kinds, bool slopeUnknown)
    {
        long Count(int flag) => land.CellsByBit[BitOperations.Log2((uint)flag)];
        var cells = kinds.Select((k, bit) => (Kind: k, Cells: land.CellsByBit[bit])).ToDictionary();
        cells["slope"] = Count(SuitabilityBlock.SlopeOver);
        cells["slope_unknown"] = slopeUnknown ? land.CellsInside : Count(SuitabilityBlock.SlopeUnknown);
        return cells;
    }

    private SuitabilityGrid CreateGrid(Geometry area, IEnumerable<(int Bit, Geometry Area)> zones) =>
        new(
            area,
            StepArcSeconds,
            [.. zones.GroupBy(z => z.Bit).Select(g => new Exclusion(g.Key, [.. g.Select(z => z.Area)]))],
            _slope,
            _heights
        );

    private List<LandPiece> CutLargeLand(
        Geometry area,
        List<(int Bit, Geometry Area)> zones,
        IReadOnlyList<CandidateArea> areas,
        Action<int, int>? progress
    )
    {
        LandLattice lattice = new(_squareMetres);
        List<CandidateArea> large = [.. areas.Where(lattice.IsLarger)];
        var cut = large.Count == 0 ? [] : CutAlong(lattice, area, zones, large, progress);
        return
        [
            .. areas.Where(a => !lattice.IsLarger(a)).Select(a => new LandPiece(a, a.SquareMetres)),
            // A strip too thin for the lattice stays whole.
            .. large.Where(l => !cut.Exists(c => c.Whole == l)).Select(l => new LandPiece(l, l.SquareMetres)),
            .. cut.Select(c => new LandPiece(c.Piece, c.Whole.SquareMetres)),
        ];
    }

    private List<(CandidateArea Piece, CandidateArea Whole)> CutAlong(
        LandLattice lattice,
        Geometry area,
        List<(int Bit, Geometry Area)> zones,
        List<CandidateArea> large,
        Action<int, int>? progress
    )
    {
        STRtree<(int Bit, Geometry Area)> index = new();
        foreach (var zone in zones)
            index.Insert(zone.Area.EnvelopeInternal, zone);
        index.Build();
        var squares = lattice.Squares(area.EnvelopeInternal, large.ConvertAll(l => l.Outline.EnvelopeInternal));
        var prepared = PreparedGeometryFactory.Prepare(area);
        List<(CandidateArea Land, IndexedPointInAreaLocator Inside)> wholes = large.ConvertAll(l =>
            (l, new IndexedPointInAreaLocator(l.Outline))
        );
        List<(CandidateArea, CandidateArea)> found = [];
        // One after the other: each waits for its own tasks, and waiting threads would use up the pool.
        for (var i = 0; i < squares.Count; i++)
        {
            _cancel.ThrowIfCancellationRequested();
            var land = LandIn(area.Factory.ToGeometry(squares[i]), prepared);
            var pieces = land.IsEmpty ? [] : FindPieces(land, index.Query(squares[i]));
            foreach (var piece in pieces)
            {
                Coordinate place = new(piece.Lon, piece.Lat);
                if (wholes.Find(l => l.Inside.Locate(place) != Location.Exterior).Land is { } whole)
                    found.Add((piece, whole));
            }

            progress?.Invoke(i + 1, squares.Count);
        }

        return found;
    }

    private IReadOnlyList<CandidateArea> FindPieces(Geometry land, IEnumerable<(int Bit, Geometry Area)> zones) =>
        CandidateAreas.Find(CreateGrid(land, zones), _squareMetres, cancel: _cancel).Areas;

    // The part of the area in a square. Where an edge meets the border the intersection may hold lines and points too:
    // only polygons are land.
    private static Geometry LandIn(Geometry square, IPreparedGeometry area)
    {
        var part = area.Covers(square) ? square : area.Geometry.Intersection(square);
        return part is Polygon or MultiPolygon
            ? part
            : square.Factory.BuildGeometry([
                .. Enumerable.Range(0, part.NumGeometries).Select(part.GetGeometryN).Where(g => g is Polygon),
            ]);
    }

    private static ElevationTile? FlatTile(int x, int y) =>
        ElevationTile.Pack(x, y, StepArcSeconds, new float[ElevationTile.Side * ElevationTile.Side]);
}
