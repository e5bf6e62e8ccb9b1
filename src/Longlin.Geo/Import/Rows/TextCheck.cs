using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>Finds characters in a text that its encoding could not read, or to which no standard gives a
/// meaning.</summary>
internal static class TextCheck
{
    private static readonly Bilingual Cut = new(
        "字段末尾的字被截断，去掉半个字",
        "the end of the field cuts a character, which is left out"
    );

    private static readonly Bilingual NotRead = new(
        "有读不出的字符（U+FFFD），请核对原文件",
        "it has characters that cannot be read (U+FFFD): compare it with the original"
    );

    private static readonly Bilingual Private = new(
        "有自定义区字符（造字），别的电脑上显示不出，请改用标准字",
        "it has private-use characters, which other computers cannot show: use standard ones"
    );

    /// <summary>The text as it is taken; what is wrong with it goes to the repairs.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="column">The layer's column.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="repairs">The repairs of the row.</param>
    public static string Read(long row, ColumnDescription column, string text, ref List<Repair>? repairs)
    {
        // Surrogates of the private planes, the private area, and U+FFFD: one look for nearly every text.
        if (text.AsSpan().IndexOfAnyInRange('\uDB80', '\uFFFF') < 0)
            return text;
        var whole = text.TrimEnd();
        if (whole.EndsWith(TextEncoding.Unreadable) && whole.TrimEnd(TextEncoding.Unreadable) is { } kept)
        {
            (repairs ??= []).Add(new(row, RepairKind.CutCharacter, column.Name, text, kept, Cut));
            text = kept;
        }

        if (text.Contains(TextEncoding.Unreadable, StringComparison.Ordinal))
            (repairs ??= []).Add(new(row, RepairKind.UnreadableText, column.Name, text, text, NotRead));
        else if (HasPrivate(text))
            (repairs ??= []).Add(new(row, RepairKind.UnreadableText, column.Name, text, text, Private));
        return text;
    }

    /// <summary>A value of a text column as it is taken, before its column decides about it.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="column">The layer's column.</param>
    /// <param name="isCode">Whether it holds codes.</param>
    /// <param name="given">The file's value.</param>
    /// <param name="repairs">The repairs of the row.</param>
    /// <param name="rejections">The reasons against the row.</param>
    public static object? Taken(
        long row,
        ColumnDescription column,
        bool isCode,
        object? given,
        ref List<Repair>? repairs,
        ref List<Rejection>? rejections
    )
    {
        if (given is MergedCell merged)
            given = merged.Value;
        if (given is string text)
            given = Read(row, column, text, ref repairs);
        if (!isCode)
            return given;
        var code = CodeText.Read(given, out var lost);
        if (lost is not null)
            (rejections ??= []).Add(new(row, column.Name, given?.ToString(), lost));
        else if (given is string before && code is not null && ValueParser.HalfWidth(before).Trim() != code)
            (repairs ??= []).Add(new(row, RepairKind.Code, column.Name, before, code, CodeText.Why));
        return code;
    }

    private static bool HasPrivate(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0xE000 and <= 0xF8FF) or >= 0xF0000)
                return true;
        }

        return false;
    }
}
