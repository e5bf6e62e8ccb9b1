using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longlin.Geo.Coverage.Gaps;

namespace Longlin.Geo.Reports;

/// <summary>Where a page ended, as opaque text.</summary>
public static class GapCursor
{
    /// <summary>Text of the last item.</summary>
    public static string Write(Gap last) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Rank}|{last.Code}"))
        );

    /// <summary>What the text means, or null.</summary>
    public static (int Rank, string Code)? Read(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 2);
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var rank)
            ? (rank, parts[1])
            : null;
    }
}
