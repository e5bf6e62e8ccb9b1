using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>Turns what a file says into a value of a column, or says why it cannot.</summary>
public static partial class ValueParser
{
    // numeric(18,2) holds less.
    private const double MoneyLimit = 1e15;

    // What offices write into a cell that has no value. In a free text only the strokes mean nothing.
    private static readonly HashSet<string> Strokes = ["/", "—", "——", "\\"];
    private static readonly HashSet<string> NoValue =
    [
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "–",
        "无",
        "暂无",
        "空",
        "不详",
        "未知",
        "null",
        "NULL",
        "n/a",
        "N/A",
    ];

    private static readonly SearchValues<char> Separators = SearchValues.Create(",，;；、|｜ \t\u00A0\u3000");

    /// <summary>Parses one value; empty text is null.</summary>
    /// <param name="column">The column it goes to.</param>
    /// <param name="raw">The file's value.</param>
    /// <param name="reason">Why it is refused, in words that quote the value; null when it is taken.</param>
    public static object? Parse(ColumnDescription column, object? raw, out Bilingual? reason)
    {
        reason = null;
        if (raw is null or DBNull)
            return null;
        if (raw is MergedCell merged)
        {
            if (column.Type is ColumnType.Integer or ColumnType.Number or ColumnType.Money)
                reason = merged.Reason;
            return reason is null ? Parse(column, merged.Value, out reason) : null;
        }

        if (raw is CellNumber special)
            raw = Plain(column, special);
        if (raw is DateTime moment && column.Type == ColumnType.Date)
            return DateOnly.FromDateTime(moment);
        if (column.Type == ColumnType.Timestamp && ReadClock(raw) is { } clock)
            return clock;
        if (raw is double serial && column.Type == ColumnType.Date && serial is >= 10_000 and < 80_000)
            return DateOnly.FromDateTime(DateTime.FromOADate(serial));
        if (
            raw is long count
            && column is { Type: ColumnType.Integer }
            && (int)count == count
            && !(count < column.Min)
            && !(count > column.Max)
        )
            return (int)count;
        var text = HalfWidth(raw as string ?? Convert.ToString(raw, CultureInfo.InvariantCulture) ?? "").Trim();
        if (text.Length > 1 && text[0] == '\'' && text[1] is '=' or '+' or '-' or '@')
            text = text[1..]; // the mark that keeps spreadsheets from reading a formula
        if (text.Length == 0)
            return null;
        switch (column.Type)
        {
            case ColumnType.Text:
                return Word(column, text, ref reason);
            case ColumnType.Integer:
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var plain))
                    return InRange(column, plain, text, ref reason) is null ? null : plain;
                if (NoValue.Contains(text))
                    return null;
                if (
                    Number(column, text) is not { } whole
                    || whole != Math.Floor(whole)
                    || Math.Abs(whole) > int.MaxValue
                )
                {
                    reason = new($"\"{text}\" 不是整数", $"\"{text}\" is not a whole number");
                    return null;
                }

                return InRange(column, whole, text, ref reason) is { } w ? (int)w : null;
            case ColumnType.Number or ColumnType.Money:
                if (NoValue.Contains(text))
                    return null;
                if (Number(column, text) is not { } number || !double.IsFinite(number))
                {
                    reason = new($"\"{text}\" 不是数字", $"\"{text}\" is not a number");
                    return null;
                }

                if (InRange(column, number, text, ref reason) is not { } n)
                    return null;
                if (column.Type == ColumnType.Number)
                    return n;
                if (Math.Abs(n) < MoneyLimit)
                    return (decimal)n;
                reason = new($"\"{text}\" 超出金额范围", $"\"{text}\" is more money than can be stored");
                return null;
            case ColumnType.Boolean:
                return Flag(text, ref reason);
            case ColumnType.Date:
                if (NoValue.Contains(text))
                    return null;
                if (!DateText.TryParse(text, out var day))
                    reason = new(
                        $"\"{text}\" 不是日期（如 2018-06-01）",
                        $"\"{text}\" is not a date (such as 2018-06-01)"
                    );
                return day;
            case ColumnType.Timestamp:
                if (MomentText.Parse(text) is { } at)
                    return at;
                reason = new(
                    $"\"{text}\" 不是时刻（如 2018-06-01 08:30 或 2018-06-01T00:30:00Z）",
                    $"\"{text}\" is not a moment (such as 2018-06-01 08:30, Beijing time, or 2018-06-01T00:30:00Z)"
                );
                return null;
            case ColumnType.Texts:
                return Words(text);
            default:
                throw new ArgumentOutOfRangeException(nameof(column));
        }
    }

    /// <summary>
    /// Full-width letters, digits and blanks as their ASCII selves; Chinese punctuation and text stay.
    /// </summary>
    public static string HalfWidth(string text) =>
        System.Text.Ascii.IsValid(text)
        || text.All(c =>
            c
                is not (
                    (>= '０' and <= '９')
                    or (>= 'Ａ' and <= 'Ｚ')
                    or (>= 'ａ' and <= 'ｚ')
                    or '　'
                    or '－'
                    or '．'
                    or '％'
                )
        )
            ? text
            : string.Create(
                text.Length,
                text,
                static (to, from) =>
                {
                    for (var i = 0; i < to.Length; i++)
                        to[i] =
                            from[i] == '　' ? ' '
                            : from[i] is >= '！' and <= '～' and not ('，' or '；' or '：' or '（' or '）')
                                ? (char)(from[i] - 0xFEE0)
                            : from[i];
                }
            );

    // A cell's or a database's own moment; a number is a workbook's day and time.
    private static DateTime? ReadClock(object raw) =>
        raw switch
        {
            DateTime moment => MomentText.FromCountyClock(moment),
            DateTimeOffset moment => MomentText.FromCountyClock(moment.UtcDateTime),
            double serial and >= 10_000 and < 80_000 => MomentText.FromCountyClock(DateTime.FromOADate(serial)),
            _ => null,
        };

    /// <summary>Whether a value brings its own unit, so that its header's does not count.</summary>
    internal static bool HasUnit(object? raw) =>
        raw is CellNumber { IsPercent: true } || (raw is string text && WithUnit().IsMatch(HalfWidth(text).Trim()));

    // What a workbook's cell shows as something else, as the column understands it.
    private static object Plain(ColumnDescription column, CellNumber special) =>
        special.IsPercent
            ? column.Unit == "%"
                ? special.Value * 100
                : special.ToString()
            : column.Type is ColumnType.Date or ColumnType.Timestamp
                ? special.Day
                : special.Value;

    // A number, perhaps in Chinese numerals, perhaps with its unit behind it.
    private static double? Number(ColumnDescription column, string text)
    {
        if (Plain(text) is { } plain)
            return plain;
        if (ChineseNumber.TryParse(text, out var counted) && column.Type == ColumnType.Integer)
            return counted;
        return
            WithUnit().Match(text) is { Success: true } match
            && HeaderUnits.Factor(match.Groups[2].Value, column) is { } factor
            && Plain(match.Groups[1].Value) is { } number
            ? number * factor
            : null;
    }

    // Commas part thousands or nothing: 3,5 may be three and a half.
    private static double? Plain(string text) =>
        double.TryParse(
            text,
            NumberStyles.Float | NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture,
            out var number
        ) && (!text.Contains(',', StringComparison.Ordinal) || Thousands().IsMatch(text))
            ? number
            : null;

    private static bool? Flag(string text, ref Bilingual? reason)
    {
        bool? flag = text.ToLowerInvariant() switch
        {
            "是" or "有" or "true" or "yes" or "y" or "1" or "t" or "√" or "✓" => true,
            "否" or "无" or "false" or "no" or "n" or "0" or "f" or "×" or "✗" => false,
            _ => null,
        };
        if (flag is null && !NoValue.Contains(text))
            reason = new($"\"{text}\" 不是 是/否", $"\"{text}\" is not yes or no");
        return flag;
    }

    private static string[]? Words(string text)
    {
        List<string> words = [];
        for (var rest = text.AsSpan(); rest.Length > 0; )
        {
            var end = rest.IndexOfAny(Separators);
            var word = end < 0 ? rest : rest[..end];
            if (word.Length > 0)
                words.Add(word.ToString());
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return words is [] || (words is [var only] && NoValue.Contains(only)) ? null : [.. words];
    }

    private static string? Word(ColumnDescription column, string text, ref Bilingual? reason)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            reason = new("文字中有 NUL 字符", "the text holds a NUL character");
            return null;
        }

        if (column.Values is not { } values)
            return Strokes.Contains(text) ? null : text;
        if (column.ValueOfWord.TryGetValue(text, out var value))
            return value;
        if (NoValue.Contains(text))
            return null;
        reason = new(
            $"\"{text}\" 不在允许值中，可用：{string.Join("、", values.Keys)}",
            $"\"{text}\" is not allowed; use one of: {string.Join(", ", values.Keys)}"
        );
        return null;
    }

    private static double? InRange(ColumnDescription column, double value, string text, ref Bilingual? reason)
    {
        if (value < column.Min)
            reason = new($"\"{text}\" 小于 {column.Min}", $"\"{text}\" is below {column.Min}");
        else if (value > column.Max)
            reason = new($"\"{text}\" 大于 {column.Max}", $"\"{text}\" is above {column.Max}");
        return reason is null ? value : null;
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^([+-]?[\d,]+(?:\.\d*)?)\s*([^\d\s.,].*)$")]
    private static partial Regex WithUnit();
}
