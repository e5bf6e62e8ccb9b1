using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Land;

/// <summary>A lattice of squares along which large free land is cut.</summary>
/// <param name="squareMetres">The minimum size of a piece; a square holds several of them.</param>
internal sealed class LandLattice(double squareMetres)
{
    /// <summary>Width and height of a cell, degrees.</summary>
    public const double CellDegrees = 1 / 3600.0;

    private const double SmallestSideMetres = 1000;
    private const double PiecesPerSquare = 4;
    private readonly double _sideMetres = Math.Max(SmallestSideMetres, Math.Sqrt(squareMetres * PiecesPerSquare));

    /// <summary>Whether land is larger than a square of the lattice.</summary>
    public bool IsLarger(CandidateArea land) => land.SquareMetres > _sideMetres * _sideMetres;

    /// <summary>The squares that touch one of the given boxes. Their edges lie between cells, so that no cell belongs
    /// to two squares.</summary>
    /// <param name="box">Box of the area, EPSG:4490 degrees.</param>
    /// <param name="wanted">Boxes of the land to be cut.</param>
    public List<Envelope> Squares(Envelope box, List<Envelope> wanted)
    {
        var (east, north) = Geodesy.MetresPerDegree(box.Centre.Y);
        var (width, height) = (
            Math.Ceiling(_sideMetres / east / CellDegrees) * CellDegrees,
            Math.Ceiling(_sideMetres / north / CellDegrees) * CellDegrees
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
}
