namespace Longlin.Geo.Rules.Standards;

/// <summary>One rule of the Decision: a service for subjects, or a number for the county.</summary>
public sealed record CoverageRule
{
    /// <summary>Its machine name.</summary>
    public required string Rule { get; init; }

    /// <summary>hamlet, village, township, base, link, vacated or county.</summary>
    public required string Subject { get; init; }

    /// <summary>Smallest number of households of a hamlet; 0: any.</summary>
    public int MinHouseholds { get; init; }

    /// <summary>Only hamlets with poor persons, or poor villages.</summary>
    public bool PoorOnly { get; init; }

    /// <summary>The service asked for; null for a measure.</summary>
    public string? Service { get; init; }

    /// <summary>The number asked for; null for a service.</summary>
    public MeasureTarget? Measure { get; init; }

    /// <summary>The last day on which it may still be unmet; null where the Decision names none.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>The share that passes; null where the Decision gives no number, and then none is made up.</summary>
    public double? PassRatio { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Bureau { get; init; }

    /// <summary>The clause, word for word.</summary>
    public required string Clause { get; init; }

    /// <summary>
    /// Which evidence decides, strongest first; acceptance and inspection alike, the newest of them.
    /// </summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>First day of its force; null: that of the standard.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Last day of its force; null: none.</summary>
    public DateOnly? EffectiveUntil { get; init; }
}

/// <summary>A number of the whole county that a rule names.</summary>
/// <param name="Name">What is measured: dangerous_houses, persons_moved, persons_out_of_poverty, villages_exited,
/// demonstration_zones, red_lines, or one of the standard's counts.</param>
/// <param name="AtLeast">Met from here on, or null.</param>
/// <param name="AtMost">Met down to here, or null.</param>
/// <param name="PerYear">The least that every past year must have brought, or null.</param>
public sealed record MeasureTarget(string Name, double? AtLeast = null, double? AtMost = null, double? PerYear = null);
