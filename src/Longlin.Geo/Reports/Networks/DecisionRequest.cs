namespace Longlin.Geo.Reports.Networks;

/// <summary>That suspected breaks are confirmed or refused.</summary>
public sealed record DecisionRequest
{
    /// <summary>The ids of the breaks.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Why; may be missing in a preview only.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether nothing is written: what would change is told.</summary>
    public bool DryRun { get; init; }

    /// <summary>The day whose verdicts are compared; null: the data date.</summary>
    public DateOnly? AsOf { get; init; }
}
