using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Chooses a character encoding: as declared, else by trial – bytes that are valid UTF-8 are UTF-8, anything else is GB
/// 18030, which holds GBK.
/// </summary>
internal static class TextEncoding
{
    private const int Chunk = 1 << 18;

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of a whole text file. A byte order mark decides before any trial.</summary>
    /// <exception cref="ImportException">The encoding named is not known.</exception>
    public static (Encoding Encoding, string Said) Choose(string file, string? name)
    {
        if (name is not null)
            return (Named(file, name), name);
        Span<byte> mark = stackalloc byte[2];
        using (var stream = File.OpenRead(file))
        {
            if (stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && (mark is [0xFF, 0xFE] or [0xFE, 0xFF]))
                return (mark[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode, "UTF-16 (byte order mark)");
        }

        return Trial(file, 0);
    }

    /// <summary>The encoding of a file from an offset on, by trial: read to its end in constant memory.</summary>
    public static (Encoding Encoding, string Said) Trial(string file, long from)
    {
        var fault = InvalidUtf8At(file, from, out var ascii);
        if (ascii)
            return (Encoding.UTF8, "UTF-8 (all ASCII)");
        return fault is null
            ? (Encoding.UTF8, "UTF-8 (every byte is valid UTF-8)")
            : (Encoding.GetEncoding("GB18030"), $"GB18030 (not valid UTF-8 at byte {fault})");
    }

    /// <exception cref="ImportException">The name is not known.</exception>
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
            throw new ImportException(
                file,
                new(
                    $"不认识编码 {name}，请用 GBK、GB18030 或 UTF-8。",
                    $"Unknown encoding {name}: use GBK, GB18030 or UTF-8."
                ),
                e
            );
        }
    }

    /// <summary>Whether bytes are UTF-8, the last character perhaps cut.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        for (var drop = 0; drop <= 3 && drop <= bytes.Length; drop++)
        {
            if (Utf8.IsValid(bytes[..^drop]))
                return true;
        }

        return false;
    }

    /// <summary>Where a file stops being UTF-8; null where it never does.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">The first byte looked at.</param>
    /// <param name="ascii">Whether all of it is ASCII, which says nothing.</param>
    public static long? InvalidUtf8At(string file, long from, out bool ascii)
    {
        ascii = true;
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk + 4);
        var chars = ArrayPool<char>.Shared.Rent(Chunk + 4);
        try
        {
            using var stream = File.OpenRead(file);
            stream.Seek(Math.Min(from, stream.Length), SeekOrigin.Begin);
            for (var (kept, at) = (0, from); ; )
            {
                var read = stream.Read(buffer, kept, Chunk);
                var bytes = buffer.AsSpan(0, kept + read);
                if (!Ascii.IsValid(bytes))
                {
                    ascii = false;
                    var status = Utf8.ToUtf16(
                        bytes,
                        chars,
                        out var consumed,
                        out _,
                        replaceInvalidSequences: false,
                        isFinalBlock: read == 0
                    );
                    if (status is OperationStatus.InvalidData || (read == 0 && consumed < bytes.Length))
                        return at + consumed;
                    kept = bytes.Length - consumed;
                    bytes[consumed..].CopyTo(buffer);
                    at += consumed;
                }
                else
                {
                    at += bytes.Length;
                    kept = 0;
                }

                if (read == 0)
                    return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
