using System.Diagnostics.CodeAnalysis;

namespace Longlin.Geo.Model.Requests;

/// <summary>Words of a closed set as a request names them: <c>late,overdue</c>. Its parameter knows the set.</summary>
/// <param name="Words">The words asked for.</param>
public sealed record WordList(IReadOnlyList<string> Words) : IParsable<WordList>
{
    /// <summary>Reads words joined by commas.</summary>
    public static WordList Parse(string s, IFormatProvider? provider) =>
        new(s.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out WordList result
    )
    {
        result = s is null ? null : Parse(s, provider);
        return result is not null;
    }
}
