using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>Which hamlets without power are meant.</summary>
public sealed record PowerOptionsRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>Code of a township or village; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>Least households of a hamlet.</summary>
    [Parameter(Default = "20")]
    public int? MinHouseholds { get; init; }

    /// <summary>Null: not met and unknown.</summary>
    public VerdictList? Verdict { get; init; }
}
