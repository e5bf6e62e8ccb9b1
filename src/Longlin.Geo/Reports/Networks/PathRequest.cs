namespace Longlin.Geo.Reports.Networks;

/// <summary>The way of a place to the served network.</summary>
public sealed record PathRequest
{
    /// <summary>A service with a network; null: the standard's default.</summary>
    public string? Service { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>cheapest, upgrade (over existing links alone) or build (a shortcut); null is cheapest.</summary>
    public string? Choice { get; init; }
}
