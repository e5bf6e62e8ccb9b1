namespace Longlin.Geo.Coverage.Progress;

/// <summary>A number of the county or of an area.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The number.</param>
/// <param name="OutOf">The whole, where there is one.</param>
/// <param name="Unknown">Rows that do not tell.</param>
public sealed record Measure(string Name, double Value, double? OutOf, long Unknown)
{
    /// <summary>The area; null is the county.</summary>
    public string? Code { get; init; }

    /// <summary>The area's name.</summary>
    public string? AreaName { get; init; }

    /// <summary>How many things were measured.</summary>
    public long Things { get; init; }

    /// <summary>The part of the whole of which nothing is known; it is not in <see cref="OutOf"/>.</summary>
    public double UnknownOutOf { get; init; }

    /// <summary>The least that a past year brought, where it is counted by year.</summary>
    public double? LeastYear { get; init; }

    /// <summary>What the past years brought on average.</summary>
    public double? AverageYear { get; init; }

    /// <summary>The share of what is known.</summary>
    public double? Share => OutOf is { } whole ? PartOf(Value, whole) : null;

    /// <summary>The share where all that is unknown lacks it.</summary>
    public double? ShareLow => OutOf is { } whole ? PartOf(Value, whole + UnknownOutOf) : null;

    /// <summary>The share where all that is unknown has it.</summary>
    public double? ShareHigh => OutOf is { } whole ? PartOf(Value + UnknownOutOf, whole + UnknownOutOf) : null;

    /// <summary>A part of a whole to four digits; null of nothing.</summary>
    internal static double? PartOf(double part, double whole) => whole > 0 ? Math.Round(part / whole, 4) : null;
}
