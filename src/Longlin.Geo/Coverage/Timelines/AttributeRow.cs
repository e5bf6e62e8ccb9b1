using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// The values of one row under column names that all rows share: a county has tens of thousands of rows, and a
/// dictionary for each costs more than reading it. A column without a value is not in it.
/// </summary>
internal sealed class AttributeRow(string[] columns, object?[] values) : IReadOnlyDictionary<string, object?>
{
    public IEnumerable<string> Keys => this.Select(p => p.Key);

    public IEnumerable<object?> Values => this.Select(p => p.Value);

    public int Count => values.Count(v => v is not null);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    // A handful of columns: looking through them is faster than a hash.
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] != key)
                continue;
            value = values[i];
            return value is not null;
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (values[i] is not null)
                yield return new(columns[i], values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
