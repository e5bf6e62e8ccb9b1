namespace Longlin.Geo.Coverage;

/// <summary>
/// Codes as one element of an array in PostgreSQL: its arrays cannot hold lists of different lengths, and every piece
/// of a timeline has one list. The only place that joins and splits them; everywhere else they are lists.
/// </summary>
internal static class CodeList
{
    // No code contains it.
    private const char Separator = '\t';

    /// <summary>The codes as one text.</summary>
    public static string Join(IEnumerable<string> codes) => string.Join(Separator, codes);

    /// <summary>The codes of a text; none where it is null or empty.</summary>
    public static IReadOnlyList<string> Split(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(Separator);
}
