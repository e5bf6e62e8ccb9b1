using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Columns that name a layer or a service: a closed set that stands in the catalogue and in the county's rules, so that
/// a new layer or service needs no code. Files write the names, their titles in both languages, in the singular too, or
/// a word that the column's description gives.
/// </summary>
public sealed class ReferenceWords
{
    private readonly Dictionary<string, (string[] Names, Dictionary<string, string> OfWord)> _columns = [];

    private ReferenceWords() { }

    /// <summary>No column is looked at.</summary>
    public static ReferenceWords None { get; } = new();

    /// <summary>The layers that a reference may name.</summary>
    public IReadOnlyList<string> Layers { get; private init; } = [];

    /// <summary>Whether some column of the layer is such a reference.</summary>
    public bool Any => _columns.Count > 0;

    /// <summary>Whether the column is such a reference.</summary>
    internal bool Has(ColumnDescription column) => _columns.ContainsKey(column.Name);

    /// <summary>The names that the column may hold; empty where it is no reference.</summary>
    public IReadOnlyList<string> Allowed(ColumnDescription column) =>
        _columns.TryGetValue(column.Name, out var known) ? known.Names : [];

    /// <summary>The references of a layer.</summary>
    /// <param name="layer">The layer that is imported.</param>
    /// <param name="catalog">The layers that may be named.</param>
    /// <param name="services">The services that may be named, with their titles.</param>
    public static ReferenceWords Of(
        LayerDescription layer,
        LayerCatalog catalog,
        IReadOnlyDictionary<string, Bilingual> services
    )
    {
        ReferenceWords words = new() { Layers = [.. catalog.Layers.Select(l => l.Name)] };
        words.Add(layer, "layer", catalog.Layers.ToDictionary(l => l.Name, l => l.Title));
        if (services.Count > 0)
            words.Add(layer, "service", services);
        return words;
    }

    /// <summary>The name that a value stands for; the value itself where the column is no reference.</summary>
    /// <param name="column">The layer's column.</param>
    /// <param name="given">The file's value.</param>
    /// <param name="reason">Why it is refused; null when it is taken.</param>
    internal object? Read(ColumnDescription column, object? given, out Bilingual? reason)
    {
        reason = null;
        if (
            !_columns.TryGetValue(column.Name, out var known)
            || given?.ToString() is not { } text
            || ValueParser.HalfWidth(text).Trim() is not { Length: > 0 } word
        )
            return given;
        if (known.OfWord.TryGetValue(word, out var name))
            return name;
        reason = new(
            $"\"{word}\" 不在允许值中，可用：{string.Join("、", known.Names)}",
            $"\"{word}\" is not allowed; use one of: {string.Join(", ", known.Names)}"
        );
        return null;
    }

    private void Add(LayerDescription layer, string column, IReadOnlyDictionary<string, Bilingual> titles)
    {
        if (layer.Column(column) is not { Type: ColumnType.Text, Values: null } described)
            return;
        Dictionary<string, string> ofWord = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, title) in titles)
        {
            foreach (
                var word in (ReadOnlySpan<string>)[name, title.Zh, title.En, name.TrimEnd('s'), title.En.TrimEnd('s')]
            )
                ofWord.TryAdd(word, name);
        }

        foreach (var (name, others) in described.Words)
        {
            if (!titles.ContainsKey(name))
                continue;
            foreach (var word in others)
                ofWord.TryAdd(word, name);
        }

        _columns[column] = ([.. titles.Keys], ofWord);
    }
}
