using System.Buffers;
using System.Text;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// How well bytes read as UTF-8 and as GB 18030. Texts are weighed field by field: a character that the end of a field
/// cuts speaks neither for nor against an encoding.
/// </summary>
internal sealed class EncodingEvidence
{
    private long _bytes;
    private long _utf8Bad;
    private long _utf8Long;
    private long _utf8Sound;
    private long _gbBad;
    private long _gbCommon;
    private long _gbRare;

    /// <summary>Whether all of it was ASCII, which says nothing.</summary>
    public bool IsAscii => _bytes == 0;

    /// <summary>Whether it reads better as UTF-8 than as GB 18030.</summary>
    public bool IsUtf8 =>
        _utf8Bad < _gbBad + _gbRare || (_utf8Bad == _gbBad + _gbRare && (_utf8Sound > 0 || _gbCommon == 0));

    /// <summary>Whether it cannot be anything but UTF-8: characters of three bytes and more, most of it
    /// sound.</summary>
    public bool IsSurelyUtf8 => _utf8Long > 0 && _utf8Bad * 4 <= _bytes && _utf8Bad < _gbBad + _gbRare + _utf8Long;

    /// <summary>Whether it is all common Chinese in GB 2312's range, as no Western text would be.</summary>
    public bool IsSurelyGb => _gbCommon >= 2 && _gbBad == 0 && _gbRare == 0 && _utf8Bad > 0;

    /// <summary>Whether some of it is no UTF-8, cut characters apart.</summary>
    public bool HasBadUtf8 => _utf8Bad > 0;

    /// <summary>Weighs the text of one field.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        var first = field.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        if (first < 0)
            return;
        field = field[first..];
        AsUtf8(field);
        AsGb(field);
    }

    private void AsUtf8(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            if (text[0] < 0x80)
            {
                text = text[1..];
                continue;
            }

            var status = Rune.DecodeFromUtf8(text, out _, out var used);
            _bytes += used;
            if (status == OperationStatus.NeedMoreData)
                return; // cut
            if (status == OperationStatus.Done)
                (_utf8Sound, _utf8Long) = (_utf8Sound + 1, _utf8Long + (used >= 3 ? 1 : 0));
            else
                _utf8Bad += used;
            text = text[used..];
        }
    }

    private void AsGb(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; )
        {
            var lead = text[i];
            if (lead < 0x80)
            {
                i++;
                continue;
            }

            if (lead is 0x80 or 0xFF)
            {
                _gbBad++;
                i++;
            }
            else if (i + 1 == text.Length)
            {
                return; // cut
            }
            else if (text[i + 1] is >= 0x40 and not (0x7F or 0xFF) and var trail)
            {
                if (trail >= 0xA1 && lead is (>= 0xB0 and <= 0xF7) or (>= 0xA1 and <= 0xA3))
                    _gbCommon++;
                else
                    _gbRare += 2;
                i += 2;
            }
            else if (text[i + 1] is >= 0x30 and <= 0x39 && i + 2 < text.Length && text[i + 2] >= 0x81)
            {
                _gbRare += 4;
                i += 4;
            }
            else
            {
                _gbBad++;
                i++;
            }
        }
    }
}
