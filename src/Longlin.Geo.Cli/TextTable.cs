namespace Longlin.Geo.Cli;

/// <summary>Columns of text for a terminal.</summary>
internal static class TextTable
{
    /// <summary>Writes rows, the first of them the head; <paramref name="right"/> are the columns of numbers.</summary>
    public static async Task WriteAsync(TextWriter text, IReadOnlyList<string[]> rows, int[] right)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => Width(r[c]))).ToArray();
        foreach (var row in rows)
            await text.WriteLineAsync(
                string.Join(
                        "  ",
                        row.Select(
                            (cell, c) =>
                                right.Contains(c)
                                    ? new string(' ', widths[c] - Width(cell)) + cell
                                    : cell + new string(' ', widths[c] - Width(cell))
                        )
                    )
                    .TrimEnd()
            );
    }

    // Chinese characters take two columns of a terminal.
    private static int Width(string text) =>
        text.EnumerateRunes()
            .Sum(r =>
                r.Value
                    is >= 0x1100
                        and (
                            <= 0x115F
                            or >= 0x2E80
                            and <= 0xA4CF
                            or >= 0xAC00
                            and <= 0xD7A3
                            or >= 0xF900
                            and <= 0xFAFF
                            or >= 0xFE30
                            and <= 0xFE6F
                            or >= 0xFF00
                            and <= 0xFF60
                            or >= 0x20000
                        )
                    ? 2
                    : 1
            );
}
