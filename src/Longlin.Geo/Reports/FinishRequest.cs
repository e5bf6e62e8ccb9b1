namespace Longlin.Geo.Reports;

/// <summary>That a work is done and accepted.</summary>
public sealed record FinishRequest
{
    /// <summary>The day of its acceptance.</summary>
    public DateOnly? FinishedOn { get; init; }

    /// <summary>What a hardened road got; null: the surface that the standard plans.</summary>
    public string? Surface { get; init; }
}
