namespace Longlin.Geo.Reports;

/// <summary>The standing of every rule on a day.</summary>
public sealed record ProgressRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>township or village; null: the county alone.</summary>
    public string? By { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>current or baseline.</summary>
    public string? Denominator { get; init; }
}
