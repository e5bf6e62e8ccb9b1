using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Moving;

/// <summary>Whom to list as candidates for relocation.</summary>
public sealed record CandidateRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Code of an area; null: the county.</summary>
    public string? Area { get; init; }

    /// <summary>Every hamlet, not only those recommended to move.</summary>
    public bool? All { get; init; }

    /// <summary>What comes first; null: tests.</summary>
    [Parameter("tests", "code", "cost", "households", Default = "tests")]
    public string? Sort { get; init; }

    /// <summary>Number of items; null: a page, or all of them in a file (<see cref="AsWhole"/>).</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>The same question for all items where no limit is given, as in a file.</summary>
    public CandidateRequest AsWhole() => this with { Limit = Limit ?? int.MaxValue };
}
