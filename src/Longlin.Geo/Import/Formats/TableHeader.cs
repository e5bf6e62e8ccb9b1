using System.Globalization;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Finds the header of a table: titles above it are passed over, and a header of two rows is read as one.
/// </summary>
internal static class TableHeader
{
    /// <summary>How many rows are searched.</summary>
    public const int Search = 15;

    /// <summary>How many different headers of a row are known.</summary>
    public static int Score(IEnumerable<object?> row, Func<string, bool> knows) =>
        row.Select(Text).Distinct().Count(t => t.Length > 0 && knows(t));

    /// <summary>The labels of the columns, and how many rows end with the header; null where none is known.</summary>
    public static (string[] Labels, int Rows)? Find(List<object?[]> head, Func<string, bool> knows)
    {
        var scores = head.ConvertAll(r => Score(r, knows));
        if (scores.Count == 0 || scores.Max() == 0)
            return null;
        var at = scores.IndexOf(scores.Max());
        // The row with most known headers may be the lower of two; above it merged group titles repeat their text.
        var upper = at > 0 && scores[at - 1] > 0 && Continues(head[at - 1], head[at], knows) ? at - 1 : at;
        var lower =
            upper == at && at + 1 < head.Count && scores[at + 1] > 0 && Continues(head[at], head[at + 1], knows)
                ? at + 1
                : at;
        var labels = new string[Math.Max(head[upper].Length, head[lower].Length)];
        for (var c = 0; c < labels.Length; c++)
        {
            var (over, under) = (Text(head[upper].ElementAtOrDefault(c)), Text(head[lower].ElementAtOrDefault(c)));
            labels[c] =
                under.Length == 0 ? over
                : under != over && !knows(under) && knows(over + under) ? over + under
                : under;
        }

        return (labels, lower + 1);
    }

    /// <summary>That no header was found: those there are and those that are known.</summary>
    public static ImportException Missing(ImportOptions options, List<object?[]> head)
    {
        var fullest = head.MaxBy(r => r.Count(v => Text(v).Length > 0)) ?? [];
        return HeaderBinding.NothingKnown(options, [.. fullest.Select(Text).Where(t => t.Length > 0)]);
    }

    /// <summary>The text of a cell.</summary>
    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "";

    // Whether a row goes on with the header above it: it holds no number, and nothing unknown stands under a known
    // header
    // (X and Y are headers, and classes of roads).
    private static bool Continues(object?[] upper, object?[] lower, Func<string, bool> knows) =>
        !Array.Exists(lower, IsNumber)
        && !lower
            .Select(Text)
            .Where((under, c) => under.Length > 0 && !knows(under) && knows(Text(upper.ElementAtOrDefault(c))))
            .Any();

    private static bool IsNumber(object? value) =>
        value is double or int or decimal or DateTime
        || (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
