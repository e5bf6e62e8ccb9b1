using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Chooses a character encoding: as the user declares it, else by a byte order mark, else by the weight of evidence
/// for UTF-8 and GB 18030, which holds GBK.
/// </summary>
internal static class TextEncoding
{
    /// <summary>What stands where bytes are no character of the encoding (U+FFFD).</summary>
    public const char Unreadable = '\uFFFD';

    private const int Chunk = 1 << 18;
    private const int Looked = 1 << 12;

    // What ends a field in delimited text. None of them is the second byte of a character in GBK.
    private static readonly SearchValues<byte> FieldEnds = SearchValues.Create(",;\t\"\r\n"u8);

    static TextEncoding()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Gb18030 = Readable("GB18030");
    }

    /// <summary>GB 18030, with U+FFFD for what is no character.</summary>
    public static Encoding Gb18030 { get; }

    /// <summary>The encoding of a whole text file.</summary>
    /// <exception cref="ImportException">The encoding named is not known.</exception>
    public static (Encoding Encoding, Bilingual Said) Choose(string file, string? name)
    {
        if (name is not null)
            return (Named(file, name), new($"{name}（--encoding 指定）", $"{name} (named by --encoding)"));
        var head = new byte[Looked];
        using (var stream = File.OpenRead(file))
            head = head[..stream.ReadAtLeast(head, Looked, throwOnEndOfStream: false)];
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return (
                head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode,
                new("UTF-16（字节序标记）", "UTF-16 (byte order mark)")
            );
        if (WithoutMark(head) is { } wide)
            return (wide, new("UTF-16（隔一个字节为零）", "UTF-16 (every second byte is zero)"));
        return ByEvidence(file);
    }

    /// <exception cref="ImportException">The name is not known.</exception>
    public static Encoding Named(string file, string name)
    {
        try
        {
            return name.Trim().ToUpperInvariant() switch
            {
                "GBK" or "CP936" or "936" or "GB2312" or "ANSI 936" or "OEM 936" => Readable(936),
                "UTF8" or "UTF-8" or "65001" => Encoding.UTF8,
                "88591" or "8859-1" => Readable("ISO-8859-1"),
                ['A', 'N', 'S', 'I', ' ', .. var page] when int.TryParse(page, out var number) => Readable(number),
                ['O', 'E', 'M', ' ', .. var page] when int.TryParse(page, out var number) => Readable(number),
                var page when int.TryParse(page, out var number) => Readable(number),
                var other => Readable(other),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
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

    private static Encoding Readable(string name) =>
        Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    private static Encoding Readable(int page) =>
        Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    // Tables are mostly digits and delimiters: in UTF-16 each of them brings a zero byte, always on the same side.
    private static UnicodeEncoding? WithoutMark(ReadOnlySpan<byte> head)
    {
        int pairs = head.Length / 2,
            upper = 0,
            lower = 0;
        for (var i = 0; i < pairs; i++)
        {
            upper += head[2 * i] == 0 ? 1 : 0;
            lower += head[2 * i + 1] == 0 ? 1 : 0;
        }

        return pairs < 8 ? null
            : lower > pairs / 4 && upper == 0 ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false)
            : upper > pairs / 4 && lower == 0 ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false)
            : null;
    }

    private static (Encoding Encoding, Bilingual Said) ByEvidence(string file)
    {
        var fault = InvalidUtf8At(file, 0, out var ascii);
        if (ascii)
            return (Encoding.UTF8, new("UTF-8（全部为 ASCII）", "UTF-8 (all ASCII)"));
        if (fault is null)
            return (Encoding.UTF8, new("UTF-8（全部字节有效）", "UTF-8 (every byte is valid UTF-8)"));
        return Weigh(file).IsUtf8
            ? (
                Encoding.UTF8,
                new(
                    $"UTF-8（第 {fault} 字节等少数地方无效，见修复清单）",
                    $"UTF-8 (but for a few places, the first at byte {fault}: see the repairs)"
                )
            )
            : (Gb18030, new($"GB18030（第 {fault} 字节起不是 UTF-8）", $"GB18030 (not valid UTF-8 at byte {fault})"));
    }

    // Field by field to the file's end, in constant memory.
    private static EncodingEvidence Weigh(string file)
    {
        EncodingEvidence evidence = new();
        var buffer = new byte[Chunk];
        using var stream = File.OpenRead(file);
        for (var kept = 0; ; )
        {
            var read = stream.Read(buffer, kept, Chunk - kept);
            var text = buffer.AsSpan(0, kept + read);
            while (text.IndexOfAny(FieldEnds) is >= 0 and var end)
            {
                evidence.Add(text[..end]);
                text = text[(end + 1)..];
            }

            if (read == 0)
            {
                evidence.Add(text);
                return evidence;
            }

            if (text.Length == Chunk)
            {
                // No end of a field in sight: only a character must not be cut.
                var whole =
                    text.LastIndexOfAnyInRange((byte)0, (byte)0x2F) is >= 0 and var ascii ? ascii + 1
                    : text.LastIndexOfAnyInRange((byte)0, (byte)0x7F) is > 0 and var last ? last
                    : text.Length;
                evidence.Add(text[..whole]);
                text = text[whole..];
            }

            text.CopyTo(buffer);
            kept = text.Length;
        }
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
