namespace Longlin.Geo.Reports.Networks;

/// <summary>Which links to mend first.</summary>
public sealed record FixesRequest
{
    /// <summary>A rule's name; it stands for service and threshold.</summary>
    public string? Rule { get; init; }

    /// <summary>A service of hamlets with a network; null: the standard's default.</summary>
    public string? Service { get; init; }

    /// <summary>Least households of a hamlet.</summary>
    public int? MinHouseholds { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>Code of an area; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>Number of items; null: a page, or all of them in a file (<see cref="AsWhole"/>).</summary>
    public int? Limit { get; init; }

    /// <summary>The same question for all items where no limit is given, as in a file.</summary>
    public FixesRequest AsWhole() => this with { Limit = Limit ?? int.MaxValue };
}
