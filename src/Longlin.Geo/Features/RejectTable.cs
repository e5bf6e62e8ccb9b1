using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Features;

/// <summary>What became of the rows of a file that were not taken as they are, as CSV: rejections and
/// repairs.</summary>
public static class RejectTable
{
    private static readonly string[] Columns = ["row", "field", "value", "reason", "outcome", "taken"];
    private static readonly Bilingual Rejected = new("拒绝", "rejected");
    private static readonly Bilingual Repaired = new("修复", "repaired");

    /// <summary>
    /// Writes every rejection and every repair in the order of the rows. Values come from outside and are made safe for
    /// spreadsheets.
    /// </summary>
    public static Task WriteAsync(
        Stream target,
        IReadOnlyList<Rejection> rejections,
        IReadOnlyList<Repair> repairs,
        string? language,
        CancellationToken cancellationToken
    ) =>
        CsvTable.WriteAsync(
            target,
            Columns,
            rejections
                .Select(r => (r.Row, Fields: Of(r, language)))
                .Concat(repairs.Select(r => (r.Row, Fields: Of(r, language))))
                .OrderBy(r => r.Row)
                .Select(r => (IEnumerable<object?>)r.Fields)
                .ToAsyncEnumerable(),
            cancellationToken
        );

    private static object?[] Of(Rejection r, string? language) =>
        [r.Row, r.Field, r.Value, r.Reason.Pick(language), Rejected.Pick(language), null];

    private static object?[] Of(Repair r, string? language) =>
        [r.Row, r.Field, r.From, r.Why.Pick(language), Repaired.Pick(language), r.To];
}
