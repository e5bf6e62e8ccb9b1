using System.Diagnostics.CodeAnalysis;

namespace Longlin.Geo.Model.Requests;

/// <summary>Verdicts as a request names them: <c>not_met,unknown</c>.</summary>
/// <param name="Verdicts">The verdicts asked for.</param>
public sealed record VerdictList(IReadOnlyList<Verdict> Verdicts) : IParsable<VerdictList>
{
    /// <summary>A gap: not met, or unknown.</summary>
    public static VerdictList Gaps { get; } = new([Verdict.NotMet, Verdict.Unknown]);

    /// <summary>Reads words joined by commas.</summary>
    /// <exception cref="FormatException">A word is no verdict.</exception>
    public static VerdictList Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var list)
            ? list
            : throw new FormatException($"\"{s}\" holds a word that is no verdict.");

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out VerdictList result
    )
    {
        Verdict?[] read =
        [
            .. (s ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(Model.Words.Find<Verdict>),
        ];
        result = read.All(v => v is not null) ? new([.. read.Select(v => v!.Value)]) : null;
        return result is not null;
    }
}
