namespace Longlin.Geo.Import.Rows;

/// <summary>How one source column was understood.</summary>
/// <param name="Source">The file's header.</param>
/// <param name="Target">The layer's column; null: not used.</param>
/// <param name="Factor">What its numbers are multiplied with, where the header names another unit.</param>
public sealed record ColumnMatch(string Source, string? Target, double? Factor);
