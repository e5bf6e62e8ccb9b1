namespace Longlin.Geo.Reports.Sites;

/// <summary>Who may go where, as it is asked for.</summary>
public sealed record AssignmentRequest
{
    /// <summary>Codes; null: every site that is not closed on the day.</summary>
    public IReadOnlyList<string>? Sites { get; init; }

    /// <summary>Codes; null: all who should move, marked or recommended.</summary>
    public IReadOnlyList<string>? Hamlets { get; init; }

    /// <summary>No farther than this over the road, metres.</summary>
    public double? MaxDistanceM { get; init; }

    /// <summary>Hamlets that stay together.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }

    /// <summary>Pairs of hamlet and site.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Forbidden { get; init; }

    /// <summary>Seconds; default 60.</summary>
    public double? TimeLimitS { get; init; }

    /// <summary>The day; default today.</summary>
    public DateOnly? AsOf { get; init; }
}
