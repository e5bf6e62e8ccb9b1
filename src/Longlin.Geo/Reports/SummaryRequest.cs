using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports;

/// <summary>What to sum up, and by what.</summary>
public sealed record SummaryRequest
{
    /// <summary>A rule's name; it stands for service, subject and threshold.</summary>
    public string? Rule { get; init; }

    /// <summary>A service's name.</summary>
    public string? Service { get; init; }

    /// <summary>Smallest number of households.</summary>
    public int? MinHouseholds { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>township or village.</summary>
    [Parameter(Default = "township")]
    public string? By { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>current or baseline.</summary>
    public string? Denominator { get; init; }
}
