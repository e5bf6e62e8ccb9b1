using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Moving;

/// <summary>How the moving stands on which day, in which groups.</summary>
public sealed record MovingRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What the sums are grouped by; null: month.</summary>
    [Parameter("site", "township", "month", Default = "month")]
    public string? By { get; init; }
}
