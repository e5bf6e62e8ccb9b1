using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>What is asked of the gaps beyond the question itself.</summary>
public sealed record GapItemsQuestion
{
    /// <summary>Properties that must have a value.</summary>
    public IReadOnlyDictionary<string, object> Exactly { get; init; } = new Dictionary<string, object>();

    /// <summary>A condition, or null.</summary>
    public CqlNode? Filter { get; init; }

    /// <summary>The order; gaps alike in it follow their codes.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>Number of items.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended: its last key is the code.</summary>
    public ItemsCursor? After { get; init; }

    /// <summary>Whether it asks for nothing beyond the question.</summary>
    public bool IsPlain => Exactly.Count == 0 && Filter is null && Sort.Count == 0;
}
