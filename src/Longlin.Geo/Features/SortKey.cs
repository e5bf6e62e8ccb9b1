namespace Longlin.Geo.Features;

/// <summary>A column to order by.</summary>
public sealed record SortKey(string Column, bool Descending);
