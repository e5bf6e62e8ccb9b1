using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A wish for land, as people write it.</summary>
public sealed record SuggestRequest
{
    /// <summary>Who shall live there.</summary>
    [Parameter(Most = 100_000)]
    public int? Persons { get; init; }

    /// <summary>Code of an area to look in; null is the county.</summary>
    public string? Area { get; init; }

    /// <summary>The day of zones, ways and services; null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>How many places, at most.</summary>
    [Parameter(Default = "20", Most = 500)]
    public int? Limit { get; init; }
}
