using NpgsqlTypes;

namespace Longlin.Geo.Features;

/// <summary>
/// One version of one row: which row, which transaction wrote it and when, and where it lies. A transaction leaves at
/// most one version of a row behind, so what was encoded for such a key holds as long as
/// the key is met; the place tells rows apart that carry the same id.
/// </summary>
public readonly record struct RowVersion(long Id, uint Writer, DateTime UpdatedAt, NpgsqlTid Place);
