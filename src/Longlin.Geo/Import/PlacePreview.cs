using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace Longlin.Geo.Import;

/// <summary>Where one row of a checked file lies.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Geometry">EPSG:4490, perhaps with fewer vertices than the file's.</param>
/// <param name="Rejected">Whether the row is not taken.</param>
public sealed record PreviewPlace(long Row, Geometry Geometry, bool Rejected);

/// <summary>What a map shows of a checked file.</summary>
/// <param name="Places">The rows shown.</param>
/// <param name="Rows">Rows of the file, shown or not.</param>
/// <param name="Placeless">Rows without a place, or with one that cannot be told.</param>
/// <param name="Simplified">How many of those shown have fewer vertices than in the file.</param>
/// <param name="Extent">Of all rows that have a place, shown or not.</param>
public sealed record PreviewPlaces(
    IReadOnlyList<PreviewPlace> Places,
    long Rows,
    long Placeless,
    int Simplified,
    Envelope Extent
);

/// <summary>
/// Keeps the places of a file's rows while they are read, so that a map can show them: all of a small file, of a large
/// one every second, fourth, eighth … row, rejected rows for themselves. Lines and outlines keep their form to the
/// width of a drawn line.
/// </summary>
public sealed class PlacePreview
{
    /// <summary>Most rows of either kind, good or rejected, that are shown.</summary>
    public const int MostRows = 3000;

    /// <summary>Most vertices of all that is shown, roughly.</summary>
    public const int MostVertices = 60_000;

    private const int MostOfOne = 400;
    private const int FewestOfOne = 12;

    // A five hundredth of a shape's extent is two pixels where it fills the map.
    private const double Parts = 500;
    private readonly Thinned _good = new();
    private readonly Thinned _rejected = new();
    private readonly HashSet<long> _simplified = [];
    private readonly Envelope _extent = new();
    private long _rows;
    private long _placeless;

    /// <summary>Adds a row as it was read.</summary>
    public void Add(ImportedRow row)
    {
        _rows++;
        if (row.Place is not { IsEmpty: false } place)
        {
            _placeless++;
            return;
        }

        _extent.ExpandToInclude(place.EnvelopeInternal);
        (row.Record is null ? _rejected : _good).Add(row.Row, place, Simple);
    }

    /// <summary>What is shown.</summary>
    /// <param name="rejected">Every row that is rejected, also those that were when the whole file had been read.</param>
    public PreviewPlaces Build(IReadOnlySet<long> rejected)
    {
        List<(long Row, Geometry Geometry)> kept = [.. _good.Kept.Concat(_rejected.Kept)];
        var vertices = kept.Sum(k => (long)k.Geometry.NumPoints);
        if (vertices > MostVertices)
            kept = kept.ConvertAll(k =>
                (
                    k.Row,
                    Simpler(k.Row, k.Geometry, Math.Max(FewestOfOne, k.Geometry.NumPoints * MostVertices / vertices))
                )
            );
        return new(
            [.. kept.OrderBy(k => k.Row).Select(k => new PreviewPlace(k.Row, k.Geometry, rejected.Contains(k.Row)))],
            _rows,
            _placeless,
            kept.Count(k => _simplified.Contains(k.Row)),
            _extent
        );
    }

    private Geometry Simple(long row, Geometry place) => Simpler(row, place, MostOfOne);

    private Geometry Simpler(long row, Geometry geometry, long most)
    {
        var width = Math.Max(geometry.EnvelopeInternal.Width, geometry.EnvelopeInternal.Height);
        if (geometry.NumPoints <= most || width <= 0)
            return geometry;
        var simple = geometry;
        for (var parts = Parts; simple.NumPoints > most && parts > 2; parts /= 2)
        {
            var fewer = DouglasPeuckerSimplifier.Simplify(geometry, width / parts);
            if (fewer.IsEmpty)
                break;
            simple = fewer;
        }

        _simplified.Add(row);
        return simple;
    }

    // Every step-th of the rows added; the step doubles when they are too many.
    private sealed class Thinned
    {
        private List<(long Row, Geometry Geometry)> _kept = [];
        private long _seen;
        private long _step = 1;

        public IReadOnlyList<(long Row, Geometry Geometry)> Kept => _kept;

        public void Add(long row, Geometry place, Func<long, Geometry, Geometry> simple)
        {
            if (_seen++ % _step != 0)
                return;
            if (_kept.Count == MostRows)
            {
                _kept = [.. _kept.Where((_, i) => i % 2 == 0)];
                _step *= 2;
                if ((_seen - 1) % _step != 0)
                    return;
            }

            _kept.Add((row, simple(row, place)));
        }
    }
}
