namespace Longlin.Geo.Store.Custody;

/// <summary>What an undo did.</summary>
public sealed record UndoResult(string Layer, long Removed, long Restored, IReadOnlyList<string> Counties);
