namespace Longlin.Geo.Reports.Sites;

/// <summary>A wish for land as people write it.</summary>
/// <param name="Persons">Who shall live there.</param>
/// <param name="Area">Code of an area to look in; null is the county.</param>
/// <param name="AsOf">The day of zones, ways and services; null is today.</param>
/// <param name="Limit">How many places, at most.</param>
public sealed record SuggestRequest(int? Persons = null, string? Area = null, string? AsOf = null, int? Limit = null);
