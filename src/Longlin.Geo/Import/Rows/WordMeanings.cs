using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// What words of a file mean in a column, as the user says: <c>--value surface:沥混=asphalt</c>. The words' case and
/// width do not count.
/// </summary>
public sealed class WordMeanings
{
    private readonly Dictionary<(string Column, string Word), string> _meanings = [];

    /// <summary>How many there are.</summary>
    public int Count => _meanings.Count;

    /// <summary>The columns that words are given for.</summary>
    public IEnumerable<string> Columns => _meanings.Keys.Select(k => k.Column).Distinct();

    /// <summary>Every meaning as it was written.</summary>
    public IEnumerable<string> Written => _meanings.Select(m => $"{m.Key.Column}:{m.Key.Word}={m.Value}");

    /// <summary>Adds one, written <c>field:SOURCE=target</c>.</summary>
    /// <returns>Whether it was written so.</returns>
    public bool TryAdd(string written)
    {
        var (colon, equal) = (written.IndexOf(':', StringComparison.Ordinal), written.LastIndexOf('='));
        if (colon <= 0 || equal <= colon + 1)
            return false;
        _meanings[(written[..colon].Trim(), Plain(written[(colon + 1)..equal]))] = written[(equal + 1)..].Trim();
        return true;
    }

    /// <summary>What a value of the file means: the value itself where nothing is said about it.</summary>
    internal object? Of(ColumnDescription column, object? given) =>
        given is not null
        && _meanings.TryGetValue(
            (column.Name, Plain(Convert.ToString(given, System.Globalization.CultureInfo.InvariantCulture) ?? "")),
            out var meant
        )
            ? meant
            : given;

    private static string Plain(string word) => ValueParser.HalfWidth(word).Trim().ToUpperInvariant();
}
