using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>
/// A part of a filter in the Common Query Language, version 2 (OGC 21-065r2), as both of its encodings mean it.
/// </summary>
public abstract record CqlNode
{
    /// <summary>Where it stands, for messages.</summary>
    public CqlPlace Place { get; init; }
}

/// <summary>A property of the feature.</summary>
public sealed record CqlProperty(string Name) : CqlNode;

/// <summary>A text, a number (<see cref="double"/>) or a truth value.</summary>
public sealed record CqlLiteral(object Value) : CqlNode;

/// <summary>A day.</summary>
public sealed record CqlDate(DateOnly Day) : CqlNode;

/// <summary>A moment, UTC.</summary>
public sealed record CqlTimestamp(DateTime Moment) : CqlNode;

/// <summary>From one instant to another, both of them part of it; null is open.</summary>
public sealed record CqlInterval(CqlNode? From, CqlNode? To) : CqlNode;

/// <summary>A geometry in the filter's coordinate system.</summary>
public sealed record CqlGeometry(Geometry Geometry) : CqlNode;

/// <summary>
/// A box in the filter's coordinate system: its lower and its upper corner, in the order of the axes. In degrees its
/// west may lie east of its east: it crosses the antimeridian then.
/// </summary>
public sealed record CqlBox((double First, double Second) Lower, (double First, double Second) Upper) : CqlNode;

/// <summary>A set of values, for the functions that compare sets.</summary>
public sealed record CqlArray(IReadOnlyList<CqlNode> Elements) : CqlNode;

/// <summary>
/// An operator or a function, by the name that the JSON encoding has for it, and what it is applied to.
/// </summary>
public sealed record CqlOperation(string Op, IReadOnlyList<CqlNode> Arguments) : CqlNode;
