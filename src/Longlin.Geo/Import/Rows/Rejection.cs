using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>Why a row was not taken.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Field">The layer's column; null where the reason concerns the whole row.</param>
/// <param name="Value">The file's value.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record Rejection(long Row, string? Field, string? Value, Bilingual Reason)
{
    /// <summary>The word that the column's closed set does not know; null where that is not the reason.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Word { get; init; }

    /// <summary>Row, field and reason in one line.</summary>
    public Bilingual Describe() =>
        new(
            $"第 {Row} 行{(Field is null ? "" : $"，{Field}")}：{Reason.Zh}",
            $"row {Row}{(Field is null ? "" : $", {Field}")}: {Reason.En}"
        );
}
