using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>Turns what a file says into a value of a column, or says why it cannot.</summary>
public static class ValueParser
{
    private static readonly string[] DateForms =
    [
        "yyyy-M-d",
        "yyyy/M/d",
        "yyyy.M.d",
        "yyyy年M月d日",
        "yyyyMMdd",
        "yyyy-M",
        "yyyy/M",
        "yyyy年M月",
        "yyyy年",
        "yyyy-M-d'T'H:m:s",
        "yyyy-M-d H:m:s",
    ];

    // numeric(18,2) holds less.
    private const double MoneyLimit = 1e15;

    /// <summary>Parses one value; empty text is null.</summary>
    /// <param name="column">The column it goes to.</param>
    /// <param name="raw">The file's value.</param>
    /// <param name="reason">Why it is refused, in words that quote the value; null when it is taken.</param>
    public static object? Parse(ColumnDescription column, object? raw, out Bilingual? reason)
    {
        reason = null;
        if (raw is null or DBNull)
            return null;
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
                if (ChineseNumber.TryParse(text, out var counted))
                    text = counted.ToString(CultureInfo.InvariantCulture);
                if (
                    !double.TryParse(
                        text,
                        NumberStyles.Float | NumberStyles.AllowThousands,
                        CultureInfo.InvariantCulture,
                        out var whole
                    )
                    || whole != Math.Floor(whole)
                    || Math.Abs(whole) > int.MaxValue
                )
                    reason = new($"\"{text}\" 不是整数", $"\"{text}\" is not a whole number");
                return reason is null
                    ? InRange(column, whole, text, ref reason) is { } w
                        ? (int)w
                        : null
                    : null;
            case ColumnType.Number or ColumnType.Money:
                if (
                    !double.TryParse(
                        text,
                        NumberStyles.Float | NumberStyles.AllowThousands,
                        CultureInfo.InvariantCulture,
                        out var number
                    ) || !double.IsFinite(number)
                )
                    reason = new($"\"{text}\" 不是数字", $"\"{text}\" is not a number");
                if (reason is not null || InRange(column, number, text, ref reason) is not { } n)
                    return null;
                if (column.Type == ColumnType.Number)
                    return n;
                if (Math.Abs(n) < MoneyLimit)
                    return (decimal)n;
                reason = new($"\"{text}\" 超出金额范围", $"\"{text}\" is more money than can be stored");
                return null;
            case ColumnType.Boolean:
                bool? flag = text.ToLowerInvariant() switch
                {
                    "是" or "有" or "true" or "yes" or "y" or "1" or "t" => true,
                    "否" or "无" or "false" or "no" or "n" or "0" or "f" => false,
                    _ => null,
                };
                if (flag is null)
                    reason = new($"\"{text}\" 不是 是/否", $"\"{text}\" is not yes or no");
                return flag;
            case ColumnType.Date:
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var iso))
                    return iso;
                if (
                    DateTime.TryParseExact(
                        text,
                        DateForms,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var day
                    )
                )
                    return DateOnly.FromDateTime(day);
                reason = new($"\"{text}\" 不是日期（如 2018-06-01）", $"\"{text}\" is not a date (such as 2018-06-01)");
                return null;
            case ColumnType.Timestamp:
                if (MomentText.Parse(text) is { } at)
                    return at;
                reason = new(
                    $"\"{text}\" 不是时刻（如 2018-06-01 08:30 或 2018-06-01T00:30:00Z）",
                    $"\"{text}\" is not a moment (such as 2018-06-01 08:30, Beijing time, or 2018-06-01T00:30:00Z)"
                );
                return null;
            case ColumnType.Texts:
                return text.Split(
                    [',', '，', ';', '；', '、'],
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                );
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
            DateTime moment => MomentText.FromBeijing(moment),
            DateTimeOffset moment => MomentText.FromBeijing(moment.UtcDateTime),
            double serial and >= 10_000 and < 80_000 => MomentText.FromBeijing(DateTime.FromOADate(serial)),
            _ => null,
        };

    private static string? Word(ColumnDescription column, string text, ref Bilingual? reason)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            reason = new("文字中有 NUL 字符", "the text holds a NUL character");
            return null;
        }

        if (column.Values is not { } values)
            return text;
        if (column.ValueOfWord.TryGetValue(text, out var value))
            return value;

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
}
