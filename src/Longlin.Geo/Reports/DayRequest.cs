namespace Longlin.Geo.Reports;

/// <summary>A question whose only choice is its day.</summary>
public sealed record DayRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }
}
