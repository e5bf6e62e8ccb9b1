using BitMiracle.LibTiff.Classic;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>The mask that a GeoTIFF holds as a further picture of the same size: cells of zero are voids.</summary>
internal sealed class GeoTiffMask : IDisposable
{
    private const int MostBlockBytes = 1 << 26;
    private readonly Tiff _tiff;
    private readonly string _file;
    private readonly int _bits;
    private readonly bool _tiled;
    private readonly int _blockColumns;
    private readonly int _blockRows;
    private readonly int _across;
    private readonly byte[][] _blocks;
    private int _band = -1;

    private GeoTiffMask(Tiff tiff, string file, int columns, int rows)
    {
        (_tiff, _file, _bits, _tiled) = (tiff, file, Tag(tiff, TiffTag.BITSPERSAMPLE, 1), tiff.IsTiled());
        (_blockColumns, _blockRows) = _tiled
            ? (Tag(tiff, TiffTag.TILEWIDTH, 0), Tag(tiff, TiffTag.TILELENGTH, 0))
            : (columns, Math.Min(rows, Tag(tiff, TiffTag.ROWSPERSTRIP, rows) is > 0 and var strip ? strip : rows));
        var bytes = _tiled ? tiff.TileSize() : tiff.StripSize();
        if (
            _bits is not (1 or 8)
            || Tag(tiff, TiffTag.SAMPLESPERPIXEL, 1) != 1
            || _blockColumns < 1
            || _blockRows < 1
            || bytes is <= 0 or > MostBlockBytes
            || !tiff.IsCodecConfigured((Compression)Tag(tiff, TiffTag.COMPRESSION, 1))
        )
            throw Unreadable();
        _across = (columns + _blockColumns - 1) / _blockColumns;
        _blocks = new byte[_across][];
        for (var i = 0; i < _across; i++)
            _blocks[i] = new byte[bytes];
    }

    /// <summary>The mask of a file; null where it has none.</summary>
    /// <exception cref="ImportException">Its mask cannot be read.</exception>
    public static GeoTiffMask? Of(string file, int columns, int rows)
    {
        var tiff = Tiff.Open(file, "r");
        try
        {
            while (tiff.ReadDirectory())
            {
                if (
                    (FileType)Tag(tiff, TiffTag.SUBFILETYPE, 0) == FileType.MASK
                    && Tag(tiff, TiffTag.IMAGEWIDTH, 0) == columns
                    && Tag(tiff, TiffTag.IMAGELENGTH, 0) == rows
                )
                    return new(tiff, file, columns, rows);
            }
        }
        catch
        {
            tiff.Dispose();
            throw;
        }

        tiff.Dispose();
        return null;
    }

    /// <summary>Makes voids of the masked cells of a row.</summary>
    public void Apply(int row, Span<float> heights)
    {
        if (_band != row / _blockRows)
            Read(row / _blockRows);
        var stride = _bits == 1 ? (_blockColumns + 7) / 8 : _blockColumns;
        var start = row % _blockRows * stride;
        for (var i = 0; i < heights.Length; i++)
        {
            var (block, column) = (_blocks[i / _blockColumns], i % _blockColumns);
            var isShown =
                _bits == 1 ? (block[start + column / 8] >> (7 - column % 8) & 1) == 1 : block[start + column] != 0;
            if (!isShown)
                heights[i] = float.NaN;
        }
    }

    public void Dispose() => _tiff.Dispose();

    private void Read(int band)
    {
        for (var i = 0; i < _across; i++)
        {
            var number = band * _across + i;
            // A block that was left out is all zero.
            Array.Clear(_blocks[i]);
            var length = _tiff.GetField(_tiled ? TiffTag.TILEBYTECOUNTS : TiffTag.STRIPBYTECOUNTS)?[0].TolongArray();
            if (length is null || number >= length.Length || length[number] == 0)
                continue;
            var read = _tiled
                ? _tiff.ReadEncodedTile(number, _blocks[i], 0, _blocks[i].Length)
                : _tiff.ReadEncodedStrip(number, _blocks[i], 0, _blocks[i].Length);
            if (read < 0)
                throw Unreadable();
        }

        _band = band;
    }

    private ImportException Unreadable() =>
        new(
            _file,
            new(
                "内部掩膜无法读取，请先用 gdal_translate -a_nodata -9999 把掩膜改成无效值。",
                "Its internal mask cannot be read: turn it into a no-data value first (gdal_translate -a_nodata -9999)."
            )
        );

    private static int Tag(Tiff tiff, TiffTag tag, int otherwise) =>
        tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : otherwise;
}
