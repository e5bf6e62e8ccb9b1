namespace Longlin.Geo.Reports.Networks;

/// <summary>Whom a service's network should reach.</summary>
public sealed record ExtensionRequest
{
    /// <summary>A service of hamlets with a network; null: the standard's default.</summary>
    public string? Service { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>Code of an area.</summary>
    public string? Area { get; init; }

    /// <summary>Least households of a hamlet.</summary>
    public int? MinHouseholds { get; init; }

    /// <summary>How many hamlets to name; null: 10.</summary>
    public int? Next { get; init; }
}
