using System.Text;

namespace Longlin.Geo.Import.Formats;

/// <summary>Chooses a character encoding: as declared, else by trial – bytes that are valid UTF-8 are UTF-8, anything else is GB 18030, which holds GBK.</summary>
internal static class TextEncoding
{
    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static (Encoding Encoding, string Said) Choose(string file, string? name)
    {
        if (name is not null) return (Named(file, name), name);
        var bytes = new byte[1 << 20];
        int read;
        using (var stream = File.OpenRead(file)) read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return IsUtf8(bytes.AsSpan(0, read), cut: read == bytes.Length) ? (Encoding.UTF8, "UTF-8") : (Encoding.GetEncoding("GB18030"), "GB18030 (not valid UTF-8)");
    }

    public static Encoding Named(string file, string name)
    {
        try
        {
            return name.Trim().ToUpperInvariant() switch
            {
                "GBK" or "CP936" or "936" => Encoding.GetEncoding(936),
                "UTF8" or "65001" => Encoding.UTF8,
                var other => Encoding.GetEncoding(other),
            };
        }
        catch (ArgumentException e)
        {
            throw new ImportException(file, $"不认识编码 {name}，请用 GBK、GB18030 或 UTF-8。 Unknown encoding: use GBK, GB18030 or UTF-8.", e);
        }
    }

    public static bool IsUtf8(ReadOnlySpan<byte> bytes, bool cut)
    {
        for (var drop = 0; drop <= (cut ? 3 : 0) && drop <= bytes.Length; drop++)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^drop])) return true;
        }

        return false;
    }
}
