using Longlin.Geo.Coverage.Timelines;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>For which day and for which areas rules are summed up.</summary>
public sealed record ProgressQuestion
{
    /// <summary>The day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary><c>township</c>, <c>village</c>, or null for the county alone.</summary>
    public string? By { get; init; }

    /// <summary>What is taken for granted of works after the data date: one of <see cref="Forecasts.Names"/>.</summary>
    public string Forecast { get; init; } = Forecasts.Planned;

    /// <summary>Whether the list of 2015 is the denominator of hamlets.</summary>
    public bool Baseline { get; init; }

    /// <summary>The machine word of the denominator.</summary>
    public string Denominator => Baseline ? "baseline" : "current";
}
