using System.Globalization;
using System.Text;
using CsvHelper;

namespace Longlin.Geo.Features;

/// <summary>
/// CSV as every part of the program writes it: UTF-8 with a byte order mark, by which Excel knows Chinese, and no text
/// that a spreadsheet would run as a formula.
/// </summary>
public static class CsvTable
{
    /// <summary>Writes a table; the rows are asked for one at a time.</summary>
    public static async Task WriteAsync(
        Stream target,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<IEnumerable<object?>> rows,
        CancellationToken cancellationToken
    )
    {
        await using StreamWriter text = new(target, new UTF8Encoding(true), leaveOpen: true);
        await using CsvWriter csv = new(text, CultureInfo.InvariantCulture);
        foreach (var column in columns)
            csv.WriteField(column);
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row)
            {
                csv.WriteField(
                    value switch
                    {
                        string words => Safe(words),
                        double number => number.ToString("R", CultureInfo.InvariantCulture),
                        _ => value,
                    }
                );
            }

            await csv.NextRecordAsync();
        }
    }

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets a mark before it; import takes the mark off again.
    /// </summary>
    public static string Safe(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
}
