namespace Longlin.Geo.Import.Rows;

/// <summary>Limits above which a file is rejected: a file is not trusted until it is checked.</summary>
public sealed record ImportLimits
{
    /// <summary>Largest file in bytes.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>Largest sum of what a zip or workbook unpacks to, in bytes.</summary>
    public long MaxUnpackedBytes { get; init; } = 2L << 30;

    /// <summary>Most rows.</summary>
    public long MaxRows { get; init; } = 10_000_000;

    /// <summary>Most columns.</summary>
    public int MaxColumns { get; init; } = 2_000;

    /// <summary>Most reasons for rejection that are kept; a file with more is refused whole.</summary>
    public int MaxRejections { get; init; } = 100_000;

    /// <summary>Longest time of the whole import.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(60);
}
