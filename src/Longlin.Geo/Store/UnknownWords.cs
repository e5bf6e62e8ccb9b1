using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Store;

/// <summary>A word that the closed set of its column does not know.</summary>
/// <param name="Field">The layer's column.</param>
/// <param name="Word">The word, as the file has it.</param>
/// <param name="Rows">How many rows have it.</param>
/// <param name="Allowed">The values that it could mean.</param>
public sealed record UnknownWord(string Field, string Word, long Rows, IReadOnlyList<string> Allowed);

/// <summary>Every different word that a closed set does not know, so that all can be given a meaning at once.</summary>
internal static class UnknownWords
{
    private const int Named = 30;

    /// <summary>The words, column by column, the most frequent first.</summary>
    public static IReadOnlyList<UnknownWord> List(IEnumerable<Rejection> rejections, ImportOptions import) =>
        [
            .. rejections
                .Where(r => r.Word is not null)
                .GroupBy(r => r.Field!)
                .SelectMany(field =>
                {
                    var column = import.Layer.Column(field.Key)!;
                    IReadOnlyList<string> allowed = [.. column.Values?.Keys ?? import.References.Allowed(column)];
                    return field
                        .GroupBy(r => r.Word!, StringComparer.OrdinalIgnoreCase)
                        .Select(w => new UnknownWord(field.Key, w.Key, w.LongCount(), allowed))
                        .OrderByDescending(w => w.Rows);
                }),
        ];

    /// <summary>One line a column.</summary>
    public static IEnumerable<Bilingual> Warnings(IReadOnlyList<UnknownWord> unknown) =>
        unknown
            .GroupBy(w => w.Field)
            .Select(field =>
            {
                var words = field.ToArray();
                var listed = string.Join(", ", words.Take(Named).Select(w => $"{w.Word} × {w.Rows}"));
                var more = words.Length > Named ? " …" : "";
                return new Bilingual(
                    $"{field.Key} 有 {words.Length} 个不认识的词：{listed}{more}；含义可用 --value {field.Key}:词=值 逐个给出",
                    $"{field.Key} has {words.Length} unknown words: {listed}{more}; give each a meaning with "
                        + $"--value {field.Key}:WORD=VALUE"
                );
            });
}
