using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Features;

/// <summary>Every reason against every row of a file, as CSV.</summary>
public static class RejectTable
{
    private static readonly string[] Columns = ["row", "field", "value", "reason"];

    /// <summary>
    /// Writes the reasons in the order given. Values come from outside and are made safe for spreadsheets.
    /// </summary>
    public static Task WriteAsync(
        Stream target,
        IEnumerable<Rejection> rejections,
        string? language,
        CancellationToken cancellationToken
    ) =>
        CsvTable.WriteAsync(
            target,
            Columns,
            rejections
                .Select(r => (IEnumerable<object?>)[r.Row, r.Field, r.Value, r.Reason.Pick(language)])
                .ToAsyncEnumerable(),
            cancellationToken
        );
}
