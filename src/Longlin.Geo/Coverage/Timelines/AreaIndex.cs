using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>In which areas of a county something lies. Made once for all checks of a computation.</summary>
internal sealed class AreaIndex
{
    private readonly STRtree<(string Code, IPreparedGeometry Outline)> _outlines = new();

    /// <summary>Takes the outlines of areas; places without one are left out.</summary>
    public AreaIndex(IEnumerable<SubjectPlace> places)
    {
        foreach (var place in places)
        {
            if (place.Outline is { } outline)
                _outlines.Insert(outline.EnvelopeInternal, (place.Code, PreparedGeometryFactory.Prepare(outline)));
        }

        _outlines.Build();
    }

    /// <summary>The codes of the areas that a shape touches or lies in.</summary>
    public IEnumerable<string> CodesAt(Geometry shape)
    {
        foreach (var (code, outline) in _outlines.Query(shape.EnvelopeInternal))
        {
            bool touches;
            lock (outline) // checks run side by side, and a prepared outline builds its index when it is first asked
                touches = outline.Intersects(shape);
            if (touches)
                yield return code;
        }
    }
}
