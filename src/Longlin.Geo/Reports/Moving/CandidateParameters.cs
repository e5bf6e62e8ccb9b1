namespace Longlin.Geo.Reports.Moving;

/// <summary>The question as people write it.</summary>
/// <param name="AsOf">yyyy-MM-dd; null is today.</param>
/// <param name="Area">Code of an area, or null.</param>
/// <param name="All">true: every hamlet, not only those recommended to move.</param>
/// <param name="Sort">tests, code, cost or households.</param>
/// <param name="Limit">Number of items.</param>
/// <param name="Cursor">Where the page before ended.</param>
/// <param name="Whole">Whether all items are wanted where no limit is given, as in a file.</param>
public sealed record CandidateParameters(
    string? AsOf = null,
    string? Area = null,
    string? All = null,
    string? Sort = null,
    string? Limit = null,
    string? Cursor = null,
    bool Whole = false
);
