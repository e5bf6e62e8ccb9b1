using System.Text;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Headers that a DBF table cut: it holds ten bytes of a name, so three Chinese characters in UTF-8 and five in GBK.
/// </summary>
internal static class CutHeader
{
    private const int Bytes = 10;

    /// <summary>
    /// The column of which exactly one known title begins so, in as many whole characters as ten bytes hold; null
    /// where there is none, or several.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="header">The header; half a character at its end may be U+FFFD.</param>
    /// <param name="encoding">The file's encoding; null: UTF-8 or GBK.</param>
    public static ColumnDescription? Column(LayerDescription layer, string header, Encoding? encoding)
    {
        header = header.TrimEnd(TextEncoding.Unreadable);
        if (header.Length is 0 or > Bytes)
            return null;
        ColumnDescription? found = null;
        foreach (var column in layer.AllColumns)
        {
            if (!column.FileNames.Any(n => IsCut(header, n, encoding)))
                continue;
            if (found is not null)
                return null;
            found = column;
        }

        return found;
    }

    private static bool IsCut(string header, string title, Encoding? encoding) =>
        title.Length > header.Length
        && title.StartsWith(header, StringComparison.OrdinalIgnoreCase)
        && (
            encoding is not null
                ? Length(title, encoding) == header.Length
                : Length(title, Encoding.UTF8) == header.Length || Length(title, TextEncoding.Gb18030) == header.Length
        );

    // How many UTF-16 units of a title its first ten bytes hold, whole characters only.
    private static int Length(string title, Encoding encoding)
    {
        for (int bytes = 0, i = 0; i < title.Length; )
        {
            var step = char.IsHighSurrogate(title[i]) && i + 1 < title.Length ? 2 : 1;
            bytes += encoding.GetByteCount(title.AsSpan(i, step));
            if (bytes > Bytes)
                return i;
            i += step;
        }

        return title.Length;
    }
}
