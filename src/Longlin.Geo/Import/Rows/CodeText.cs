using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// The one spelling of a code, whatever a spreadsheet made of it: quotes, <c>="…"</c>, <c>.0</c>, blanks, characters
/// without width, full width and the letter O within digits are taken back. What lost digits is refused.
/// </summary>
internal static partial class CodeText
{
    // A double keeps whole numbers below this one.
    private const double Exact = 9_007_199_254_740_992;
    private static readonly int[] DivisionLengths = [6, 9, 12, 15];

    // Most codes: nothing to do. The letters that stand for something else in spreadsheets are left to the long way.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "0123456789ABCDFGHIJKLMNPQRSTUVWXYZabcdfghijklmnpqrstuvwxyz-_"
    );

    private static readonly Bilingual AsText = new(
        "编码丢失了数字，请在表格中把该列设为“文本”格式并重新填写",
        "the code has lost digits: format the column as text and enter the codes again"
    );

    /// <summary>Why a code was changed.</summary>
    public static Bilingual Why { get; } = new("编码统一写法", "codes have one spelling");

    /// <summary>Whether a column holds codes.</summary>
    public static bool IsCode(ColumnDescription column) =>
        column.Type == ColumnType.Text
        && (column.Name == "code" || column.Name.EndsWith("_code", StringComparison.Ordinal))
        && column.Values is null;

    /// <summary>The code; null where there is none, or where it is refused.</summary>
    /// <param name="raw">The file's value.</param>
    /// <param name="reason">Why it is refused; null when it is not.</param>
    public static string? Read(object? raw, out Bilingual? reason)
    {
        reason = null;
        switch (raw)
        {
            case null or DBNull:
                return null;
            case double number when number == Math.Floor(number):
                if (Math.Abs(number) < Exact)
                    return ((long)number).ToString(CultureInfo.InvariantCulture);
                reason = AsText.Prefix($"\"{number.ToString(CultureInfo.InvariantCulture)}\" ");
                return null;
            case CellNumber number:
                return Read(number.Value, out reason);
            case DateTime day: // a spreadsheet took it for a date
                reason = AsText.Prefix($"\"{day:yyyy-MM-dd}\" ");
                return null;
            case string text:
                return Read(text, ref reason);
            default:
                return Convert.ToString(raw, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A code made of layer, name and place: the same each time, whatever the file is called.</summary>
    public static string Made(LayerDescription layer, Dictionary<string, object?> values, Geometry? geometry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                $"{layer.Name}|{values.GetValueOrDefault("name")}|{values.GetValueOrDefault("seat_lon")}|"
                    + $"{values.GetValueOrDefault("seat_lat")}|"
            )
        );
        if (geometry is not null)
            hash.AppendData(geometry.AsBinary());
        else
            foreach (var (column, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
                if (column != "source")
                    hash.AppendData(Encoding.UTF8.GetBytes($"{column}={value};"));
        return "x" + Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static string? Read(string given, ref Bilingual? reason)
    {
        if (given.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return given.Length == 0 ? null : given;
        var text = Unquoted(Visible(given));
        if (text.Length == 0 || text is "/" or "-" or "—" or "——" or "无")
            return null;
        if (Exponent().IsMatch(text))
        {
            reason = AsText.Prefix($"\"{text}\" ");
            return null;
        }

        var joined = text.Replace(" ", "", StringComparison.Ordinal);
        if (WithFraction().Match(joined) is { Success: true } number)
            joined = number.Groups[1].Value;
        var digits = joined.Count(char.IsAsciiDigit);
        if (
            digits < joined.Length
            && DivisionLengths.Contains(joined.Length)
            && digits * 2 > joined.Length
            && joined.All(c => char.IsAsciiDigit(c) || c is 'O' or 'o')
        )
            return joined.Replace('O', '0').Replace('o', '0');
        // Blanks within belong to a name-like code; within digits they are somebody's grouping.
        return digits == joined.Length ? joined : text;
    }

    // Half width, one kind of blank, nothing that cannot be seen.
    private static string Visible(string text)
    {
        StringBuilder seen = new(text.Length);
        foreach (var c in text)
        {
            switch (char.GetUnicodeCategory(c))
            {
                case UnicodeCategory.Format or UnicodeCategory.Control when c is not '\t' and not '\0':
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.Control when c != '\0':
                    seen.Append(' ');
                    break;
                default:
                    seen.Append(c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c);
                    break;
            }
        }

        return seen.ToString().Trim();
    }

    // ="…", '…, "…" and “…” are how programs and people mark text.
    private static string Unquoted(string text)
    {
        while (true)
        {
            var inner =
                text is ['=', '"', .. var formula, '"'] ? formula
                : text is ['"', .. var quoted, '"'] ? quoted
                : text is ['“', .. var chinese, '”'] ? chinese
                : text is ['\'', .. var closed, '\''] ? closed
                : text is ['\'' or '’' or '‘' or '`', .. var marked] ? marked
                : text;
            inner = inner.Trim();
            if (inner.Length == text.Length)
                return text;
            text = inner;
        }
    }

    [GeneratedRegex(@"^\d(?:\.\d+)?[eE]\+\d{1,3}$|^\d\.\d+[eE]\d{1,3}$")]
    private static partial Regex Exponent();

    [GeneratedRegex(@"^(\d+)\.0*$")]
    private static partial Regex WithFraction();
}
