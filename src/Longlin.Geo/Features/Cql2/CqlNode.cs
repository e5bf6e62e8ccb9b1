using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>
/// A part of a filter in the Common Query Language, version 2 (OGC 21-065r2), as both of its encodings mean it.
/// </summary>
public abstract record CqlNode;

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
/// An operator or a function, by the name that the JSON encoding has for it, and what it is applied to.
/// </summary>
public sealed record CqlOperation(string Op, IReadOnlyList<CqlNode> Arguments) : CqlNode;
