namespace Longlin.Geo.Reports.Utilities;

/// <summary>Which small water works are meant.</summary>
public sealed record SmallWorksRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Code of a township or village; null: the county.</summary>
    public string? Area { get; init; }
}
