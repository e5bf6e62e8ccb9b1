using System.Globalization;
using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>
/// GeoTIFFs of one band of heights in metres or feet: strips or tiles, 16- or 32-bit integers, 32- or 64-bit floats,
/// with any
/// compression that LibTiff.NET reads (none, LZW, deflate).
/// One row of blocks stands in memory. Blocks that GDAL left out (SPARSE_OK) and cells outside an internal mask are
/// voids.
/// </summary>
public sealed class GeoTiffDem : DemRaster
{
    private const TiffTag GdalNoData = (TiffTag)42113;
    private const TiffTag GdalMetadata = (TiffTag)42112;
    private const long MaxBandCells = 64L << 20;
    private const int MaxTileBytes = 1 << 26;

    // A whole county in cells of five metres; a small file may unpack to far more.
    private const long MaxCells = 500_000_000;
    private static readonly Dictionary<int, string> CompressionNames = new()
    {
        [34887] = "LERC",
        [34925] = "LZMA",
        [50000] = "ZSTD",
        [50001] = "WebP",
        [50002] = "JPEG XL",
        [34712] = "JPEG 2000",
    };
    private readonly Tiff _tiff;
    private readonly byte[] _block;
    private readonly float[] _band;
    private readonly double _noData;
    private readonly SampleFormat _format;
    private readonly int _bytes;
    private readonly int _blockColumns;
    private readonly int _blockRows;
    private readonly long[] _lengths;
    private readonly int _stripRows;
    private readonly GeoTiffMask? _mask;
    private readonly double _unitMetres;
    private int _bandRow = -1;
    private int _nextRow;

    static GeoTiffDem() => Tiff.SetErrorHandler(new Quiet());

    private GeoTiffDem(
        Tiff tiff,
        int columns,
        SampleFormat format,
        int bytes,
        double noData,
        long[] lengths,
        GeoTiffMask? mask,
        double unitMetres
    )
    {
        (_tiff, _format, _bytes, _noData, _lengths) = (tiff, format, bytes, noData, lengths);
        (_mask, _unitMetres) = (mask, unitMetres);
        var tiled = tiff.IsTiled();
        (_blockColumns, _blockRows) = tiled
            ? (Tag(tiff, TiffTag.TILEWIDTH), Tag(tiff, TiffTag.TILELENGTH))
            : (columns, 1);
        _block = new byte[tiled ? tiff.TileSize() : tiff.ScanlineSize()];
        _stripRows =
            // Not said: one strip
            tiff.GetField(TiffTag.ROWSPERSTRIP)
                is [var rows, ..]
            && rows.ToInt() > 0
                ? rows.ToInt()
                : int.MaxValue;
        _band = new float[tiled ? columns * _blockRows : 0];
    }

    /// <summary>Opens a GeoTIFF.</summary>
    /// <param name="file">The file.</param>
    /// <param name="declaredCrs">The coordinate system where the file does not tell it; null takes the file's.</param>
    /// <exception cref="ImportException">It is no such file; the message says what it is and what to do.</exception>
    public static GeoTiffDem Open(string file, string? declaredCrs = null)
    {
        Tiff? tiff = null;
        try
        {
            tiff =
                Tiff.Open(file, "r")
                ?? throw new ImportException(file, new("不是可读的 TIFF。", "Not a readable TIFF."));
            return Open(tiff, file, declaredCrs);
        }
        catch (Exception e)
        {
            tiff?.Dispose();
            // The library reports damage by many exceptions; all of them mean that the file cannot be read.
            if (e is ImportException)
                throw;
            throw new ImportException(
                file,
                new($"不是可读的 TIFF：{e.Message}", $"Not a readable TIFF: {e.Message}"),
                e
            );
        }
    }

    /// <inheritdoc/>
    protected override void Read(int row, Span<float> heights)
    {
        ReadUnmasked(row, heights);
        _mask?.Apply(row, heights);
    }

    private void ReadUnmasked(int row, Span<float> heights)
    {
        if (_blockRows == 1 && _band.Length == 0)
        {
            var strip = _tiff.ComputeStrip(row, 0);
            if (_lengths[strip] == 0)
            {
                heights.Fill(float.NaN);
                return;
            }

            // A compressed strip unrolls from its beginning only: whoever begins in the middle reads the rows before it
            // too.
            for (var at = row == _nextRow ? row : row / _stripRows * _stripRows; at <= row; at++)
            {
                var wanted = at;
                if (!Attempt(() => _tiff.ReadScanline(_block, wanted)))
                    throw Damaged(wanted);
            }

            _nextRow = row + 1;
            Convert(_block, heights);
            return;
        }

        if (_bandRow != row / _blockRows)
            ReadBand(row / _blockRows);
        _band.AsSpan(row % _blockRows * Columns, Columns).CopyTo(heights);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tiff.Dispose();
            _mask?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static GeoTiffDem Open(Tiff tiff, string file, string? declaredCrs)
    {
        int columns = Tag(tiff, TiffTag.IMAGEWIDTH),
            rows = Tag(tiff, TiffTag.IMAGELENGTH),
            bits = Tag(tiff, TiffTag.BITSPERSAMPLE, 1);
        var format = (SampleFormat)Tag(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT);
        CheckSize(file, columns, rows);
        CheckSamples(tiff, file, format, bits);
        CheckValues(tiff, file);
        var lengths = BlockLengths(tiff, file);
        var place = GeoTiffPlace.Of(tiff, file);
        if ((declaredCrs ?? place.DeclaredCrs) is not { } name)
            throw new ImportException(
                file,
                new(
                    "没有声明 EPSG 坐标系，请加 --crs，例如 --crs EPSG:4490。",
                    "It declares no EPSG coordinate system: add --crs, for example --crs EPSG:4490."
                )
            );
        var crs = CrsTable.Find(name, out var fault) ?? throw new ImportException(file, fault!);
        var noData = double.TryParse(
            Text(tiff, GdalNoData)?.Trim('\0', ' '),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : double.NaN;
        var unit = GeoTiffUnit.Metres(GeoTiffPlace.KeysOf(tiff), Text(tiff, GdalMetadata), file);
        var mask = GeoTiffMask.Of(file, columns, rows);
        return new GeoTiffDem(tiff, columns, format, bits / 8, noData, lengths, mask, unit)
        {
            File = file,
            Columns = columns,
            Rows = rows,
            Crs = crs,
            FirstX = place.FirstX,
            FirstY = place.FirstY,
            StepX = place.StepX,
            StepY = place.StepY,
            UnitMetres = unit,
        };
    }

    private static void CheckSize(string file, int columns, int rows)
    {
        if (columns < 1 || rows < 1)
            throw new ImportException(
                file,
                new($"栅格大小为 {columns} × {rows}。", $"The raster has {columns} × {rows} cells.")
            );
        if (columns > MaxSide || rows > MaxSide)
            throw new ImportException(
                file,
                new(
                    $"栅格 {columns} × {rows} 太大（每边至多 {MaxSide}），请先裁剪到县界。",
                    $"{columns} × {rows} cells are too many (at most {MaxSide} a side): clip it to the county "
                        + "first."
                )
            );
        if ((long)columns * rows > MaxCells)
            throw new ImportException(
                file,
                new(
                    $"栅格 {columns} × {rows} 共 {(long)columns * rows / 1_000_000} 百万格，"
                        + $"至多 {MaxCells / 1_000_000} 百万，请先裁剪到县界。",
                    $"{columns} × {rows} are {(long)columns * rows / 1_000_000} million cells, at most "
                        + $"{MaxCells / 1_000_000} million are read: clip it to the county first."
                )
            );
    }

    private static void CheckSamples(Tiff tiff, string file, SampleFormat format, int bits)
    {
        var samples = Tag(tiff, TiffTag.SAMPLESPERPIXEL, 1);
        var photometric = (Photometric)Tag(tiff, TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK);
        if (samples != 1)
            throw new ImportException(
                file,
                new(
                    $"有 {samples} 个波段{(photometric == Photometric.RGB ? "（RGB 影像）" : "")}，高程只能有一个。",
                    $"It has {samples} bands{(photometric == Photometric.RGB ? " (an RGB picture)" : "")}: "
                        + "elevations have one."
                )
            );
        if (
            photometric is not (Photometric.MINISBLACK or Photometric.MINISWHITE)
            || (format, bits)
                is not ((SampleFormat.INT or SampleFormat.UINT, 16 or 32) or (SampleFormat.IEEEFP, 32 or 64))
        )
            throw new ImportException(
                file,
                new(
                    $"{bits} 位 {format}（{photometric}）不是高程，应为 16/32 位整数或浮点。",
                    $"{bits}-bit {format} ({photometric}) is a picture, not elevations: 16- or 32-bit "
                        + "integers or floats are supported."
                )
            );
    }

    // Compressions that cannot be read, and numbers that are not metres.
    private static void CheckValues(Tiff tiff, string file)
    {
        var compression = Tag(tiff, TiffTag.COMPRESSION, 1);
        if (!tiff.IsCodecConfigured((Compression)compression))
        {
            var named = CompressionNames.GetValueOrDefault(compression, $"{(Compression)compression}");
            throw new ImportException(
                file,
                new(
                    $"不支持压缩方式 {named}，请改用 DEFLATE：gdal_translate -co COMPRESS=DEFLATE 原文件 新文件。",
                    $"Compression {named} is not supported: use DEFLATE (gdal_translate -co COMPRESS=DEFLATE FILE NEW)."
                )
            );
        }

        if (
            Text(tiff, GdalMetadata) is { } metadata
            && (
                metadata.Contains("role=\"scale\"", StringComparison.Ordinal)
                || metadata.Contains("role=\"offset\"", StringComparison.Ordinal)
            )
        )
            throw new ImportException(
                file,
                new(
                    "数值带有缩放或偏移，请先用 gdal_translate -unscale 还原为米。",
                    "Its values are scaled or shifted: convert them to metres first (gdal_translate " + "-unscale)."
                )
            );
    }

    // A file that is cut off is refused before anything of it is taken in.
    private static long[] BlockLengths(Tiff tiff, string file)
    {
        var tiled = tiff.IsTiled();
        // A row of blocks is held at once: blocks may be narrow and endlessly high.
        if (
            tiled
            && (
                Tag(tiff, TiffTag.TILELENGTH) is <= 0 or > MaxSide
                || (long)Tag(tiff, TiffTag.IMAGEWIDTH) * Tag(tiff, TiffTag.TILELENGTH) > MaxBandCells
            )
        )
            throw new ImportException(
                file,
                new(
                    $"瓦片高 {Tag(tiff, TiffTag.TILELENGTH)} 行，太大。",
                    $"Its tiles of {Tag(tiff, TiffTag.TILELENGTH)} rows are too large."
                )
            );
        if (tiled && tiff.TileSize() is <= 0 or > MaxTileBytes)
            throw new ImportException(
                file,
                new($"瓦片 {tiff.TileSize()} 字节，太大。", $"Its tiles of {tiff.TileSize()} bytes are too large.")
            );
        var count = tiled ? tiff.NumberOfTiles() : tiff.NumberOfStrips();
        var offsets = tiff.GetField(tiled ? TiffTag.TILEOFFSETS : TiffTag.STRIPOFFSETS)?[0].TolongArray();
        var lengths = tiff.GetField(tiled ? TiffTag.TILEBYTECOUNTS : TiffTag.STRIPBYTECOUNTS)?[0].TolongArray();
        if (offsets is null || lengths is null || offsets.Length < count || lengths.Length < count)
            throw new ImportException(file, new("TIFF 没有数据块。", "The TIFF has no data blocks."));
        var bytes = new FileInfo(file).Length;
        for (var i = 0; i < count; i++)
        {
            if (lengths[i] < 0 || offsets[i] < 0 || offsets[i] > bytes - lengths[i])
                throw new ImportException(
                    file,
                    new(
                        $"文件不完整：第 {i + 1} 块（共 {count} 块）在文件 {bytes} 字节之后。",
                        $"The file is truncated: block {i + 1} of {count} lies beyond the file's {bytes} bytes."
                    )
                );
            // A block that was left out begins at 0, where the header stands; the library invents a length for it.
            if (offsets[i] == 0)
                lengths[i] = 0;
        }

        return lengths;
    }

    private void ReadBand(int bandRow)
    {
        _bandRow = -1;
        var across = (Columns + _blockColumns - 1) / _blockColumns;
        for (var column = 0; column < across; column++)
        {
            var tile = bandRow * across + column;
            var (first, width) = (column * _blockColumns, Math.Min(_blockColumns, Columns - column * _blockColumns));
            var isEmpty = _lengths[tile] == 0;
            if (!isEmpty && !Attempt(() => _tiff.ReadEncodedTile(tile, _block, 0, _block.Length) >= 0))
                throw Damaged(bandRow * _blockRows);
            for (var row = 0; row < _blockRows; row++)
            {
                var target = _band.AsSpan(row * Columns + first, width);
                if (isEmpty)
                    target.Fill(float.NaN);
                else
                    Convert(_block.AsSpan(row * _blockColumns * _bytes), target);
            }
        }

        _bandRow = bandRow;
    }

    private void Convert(ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (_format, _bytes)
        {
            case (SampleFormat.INT, 2):
                To<short>(from, to);
                break;
            case (SampleFormat.UINT, 2):
                To<ushort>(from, to);
                break;
            case (SampleFormat.INT, 4):
                To<int>(from, to);
                break;
            case (SampleFormat.UINT, 4):
                To<uint>(from, to);
                break;
            case (SampleFormat.IEEEFP, 4):
                To<float>(from, to);
                break;
            default:
                To<double>(from, to);
                break;
        }
    }

    private void To<T>(ReadOnlySpan<byte> from, Span<float> to)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var numbers = MemoryMarshal.Cast<byte, T>(from);
        for (var i = 0; i < to.Length; i++)
        {
            var number = double.CreateTruncating(numbers[i]);
            // The void is written in decimals, which a float column may have rounded.
            to[i] = number == _noData || (float)number == (float)_noData ? float.NaN : (float)(number * _unitMetres);
        }
    }

    // Damaged data makes the library throw as well as answer false.
    private static bool Attempt(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e
                    is IOException
                        or ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or NullReferenceException
                        or OverflowException
                || e.GetType().Namespace!.StartsWith("BitMiracle", StringComparison.Ordinal)
            )
        {
            return false;
        }
    }

    private ImportException Damaged(int row) =>
        new(File, new($"第 {row + 1} 行之后损坏。", $"Damaged after row {row + 1}."));

    private static int Tag(Tiff tiff, TiffTag tag, int otherwise = 0) =>
        tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : otherwise;

    private static string? Text(Tiff tiff, TiffTag tag) =>
        tiff.GetField(tag) is [_, var value] ? value.ToString() : null;

    private sealed class Quiet : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(
            Tiff tif,
            object clientData,
            string method,
            string format,
            params object[] args
        ) { }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(
            Tiff tif,
            object clientData,
            string method,
            string format,
            params object[] args
        ) { }
    }
}
