namespace Longlin.Geo.Coverage.Progress;

/// <summary>For which day and for which areas rules are summed up.</summary>
public sealed record ProgressQuestion
{
    /// <summary>The day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary><c>township</c>, <c>village</c>, or null for the county alone.</summary>
    public string? By { get; init; }

    /// <summary>Whether the list of 2015 is the denominator of hamlets.</summary>
    public bool Baseline { get; init; }

    /// <summary>The machine word of the denominator.</summary>
    public string Denominator => Baseline ? "baseline" : "current";
}
