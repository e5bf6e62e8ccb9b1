using Longlin.Geo.Features.Cql2;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features;

/// <summary>What is asked of a collection.</summary>
public sealed record ItemsQuestion
{
    /// <summary>Largest page.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Number of items.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>
    /// Boxes in degrees of EPSG:4490, one of which a feature must meet; none: everywhere. A box over the antimeridian
    /// is two.
    /// </summary>
    public IReadOnlyList<Envelope> Boxes { get; init; } = [];

    /// <summary>Days of which the feature's valid time must hold one, both ends part of it; null is open.</summary>
    public (DateOnly? From, DateOnly? To)? Days { get; init; }

    /// <summary>Columns that must have a value.</summary>
    public IReadOnlyDictionary<string, object> Exactly { get; init; } = new Dictionary<string, object>();

    /// <summary>A condition, or null.</summary>
    public CqlNode? Filter { get; init; }

    /// <summary>The system of the condition's geometries.</summary>
    public OgcCrs FilterCrs { get; init; } = OgcCrs.Crs84;

    /// <summary>The system of the answer.</summary>
    public OgcCrs Crs { get; init; } = OgcCrs.Crs84;

    /// <summary>The order; features alike in it follow their ids.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>The columns wanted; null is all.</summary>
    public IReadOnlyList<string>? Properties { get; init; }

    /// <summary>Where the page before ended.</summary>
    public ItemsCursor? After { get; init; }

    /// <summary>Whether anything narrows it.</summary>
    public bool IsWhole => Boxes.Count == 0 && Days is null && Exactly.Count == 0 && Filter is null;
}
