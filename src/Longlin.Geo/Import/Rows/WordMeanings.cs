using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>What one word of a file means in a column.</summary>
/// <param name="Field">The layer's column.</param>
/// <param name="Word">The word; its case and width do not count.</param>
/// <param name="Value">The value that it stands for; empty: none.</param>
/// <param name="Remembered">Whether it was said of an earlier file.</param>
public sealed record WordMeaning(string Field, string Word, string Value, bool Remembered);

/// <summary>
/// What words of a file mean in a column, as the user says: <c>--value surface:沥混=asphalt</c>. The words' case and
/// width do not count. A word of no meaning (<c>surface:待查=</c>) leaves the column empty.
/// </summary>
public sealed class WordMeanings
{
    private readonly Dictionary<(string Column, string Word), WordMeaning> _meanings = [];

    /// <summary>How many there are.</summary>
    public int Count => _meanings.Count;

    /// <summary>The columns that words are given for.</summary>
    public IEnumerable<string> Columns => _meanings.Keys.Select(k => k.Column).Distinct();

    /// <summary>Every meaning.</summary>
    public IEnumerable<WordMeaning> All => _meanings.Values;

    /// <summary>Every meaning as it was written.</summary>
    public IEnumerable<string> Written => All.Select(m => $"{m.Field}:{m.Word}={m.Value}");

    /// <summary>Adds one, written <c>field:SOURCE=target</c>.</summary>
    /// <returns>Whether it was written so.</returns>
    public bool TryAdd(string written)
    {
        var (colon, equal) = (written.IndexOf(':', StringComparison.Ordinal), written.LastIndexOf('='));
        if (colon <= 0 || equal <= colon + 1)
            return false;
        var (field, word) = (written[..colon].Trim(), Plain(written[(colon + 1)..equal]));
        _meanings[(field, word)] = new(field, word, written[(equal + 1)..].Trim(), false);
        return true;
    }

    /// <summary>Adds one of an earlier file, where nothing is said about its word.</summary>
    internal void Recall(WordMeaning meaning) => _meanings.TryAdd((meaning.Field, meaning.Word), meaning);

    /// <summary>What a value of the file means: the value itself where nothing is said about it.</summary>
    internal object? Of(ColumnDescription column, object? given) =>
        given is not null
        && _meanings.TryGetValue(
            (column.Name, Plain(Convert.ToString(given, CultureInfo.InvariantCulture) ?? "")),
            out var meant
        )
            ? meant.Value
            : given;

    private static string Plain(string word) => ValueParser.HalfWidth(word).Trim().ToUpperInvariant();
}
