namespace Longlin.Geo.Reports.Gaps;

/// <summary>Whose failing indicators are counted.</summary>
public sealed record IndicatorsRequest
{
    /// <summary>A rule whose service is judged by indicators; null: the first one for poor persons.</summary>
    public string? Rule { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>Code of an area; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>current or baseline.</summary>
    public string? Denominator { get; init; }
}
