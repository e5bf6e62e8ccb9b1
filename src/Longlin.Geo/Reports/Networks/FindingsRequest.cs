using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Networks;

/// <summary>What is asked about a service's network.</summary>
public record FindingsRequest
{
    /// <summary>A service with a network; null: the standard's default.</summary>
    public string? Service { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>How many to list; null: 1000, or all of them in a file (<see cref="AsWhole"/>).</summary>
    [Parameter(Default = "1000")]
    public int? Limit { get; init; }

    /// <summary>The same question for all findings where no limit is given, as in a file.</summary>
    public FindingsRequest AsWhole() => this with { Limit = Limit ?? int.MaxValue };
}
