namespace Longlin.Geo.Reports.Utilities;

/// <summary>Which reservoirs are meant.</summary>
public sealed record ReservoirsRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Code of a township or village; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>Sound ones too; null: only unsafe ones.</summary>
    public bool? All { get; init; }
}
