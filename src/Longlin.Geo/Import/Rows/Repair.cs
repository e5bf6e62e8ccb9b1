using System.Globalization;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>What kind of thing a <see cref="Repair"/> is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairKind>))]
public enum RepairKind
{
    /// <summary>Points of a geometry that repeat the one before were left out.</summary>
    RepeatedPoints,

    /// <summary>Rings were turned: outer rings counter-clockwise, holes clockwise (RFC 7946).</summary>
    RingOrientation,

    /// <summary>A ring that touches itself was split into rings that do not; the area is the same.</summary>
    SelfTouch,

    /// <summary>Parts without length were left out of a line that has others.</summary>
    EmptyPart,

    /// <summary>A character that the field cuts in its middle was left out.</summary>
    CutCharacter,

    /// <summary>A text has characters that cannot be read, or that no standard gives a meaning; it stays as it
    /// is.</summary>
    UnreadableText,

    /// <summary>A code was brought to its one spelling.</summary>
    Code,

    /// <summary>A row of totals or signatures was passed over.</summary>
    PassedOver,

    /// <summary>A code that an earlier row has was numbered.</summary>
    NumberedCode,
}

/// <summary>What was changed in a row, or passed over, so that the file could be taken.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Kind">What kind of change it is.</param>
/// <param name="Field">The layer's column; null where it concerns the whole row.</param>
/// <param name="From">What the file says; null for a geometry.</param>
/// <param name="To">What was taken instead; null for a geometry and where nothing was taken.</param>
/// <param name="Why">The reason.</param>
public sealed record Repair(long Row, RepairKind Kind, string? Field, string? From, string? To, Bilingual Why)
{
    /// <summary>The note of a row that is no data.</summary>
    internal static Repair PassedOver(RawRow raw, Bilingual why) =>
        new(
            raw.Row,
            RepairKind.PassedOver,
            null,
            string.Join(
                ' ',
                raw.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))
                    .Where(t => !string.IsNullOrWhiteSpace(t))
            ),
            null,
            why
        );

    /// <summary>Row, field, both values and reason in one line.</summary>
    public Bilingual Describe()
    {
        var change =
            From is null ? ""
            : To is null || To == From ? $" \"{From}\""
            : $" \"{From}\" → \"{To}\"";
        return new(
            $"第 {Row} 行{(Field is null ? "" : $"，{Field}")}{change}：{Why.Zh}",
            $"row {Row}{(Field is null ? "" : $", {Field}")}{change}: {Why.En}"
        );
    }
}
