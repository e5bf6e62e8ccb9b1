using Longlin.Geo.Crs;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Formats.Shapefiles;
using Longlin.Geo.Import.Formats.Workbooks;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

/// <summary>Opens a file of any format that is read and checks its rows one by one. Knows no database.</summary>
public sealed class FileImporter : IDisposable
{
    // So many rows are read before a file is refused because nothing in them is known: features may differ.
    private const int RowsToKnow = 100;

    private const string GradeColumn = "grade_pct";
    private readonly SourceFile _source;
    private readonly RowConverter _converter;
    private readonly ImportOptions _options;
    private readonly string? _unpacked;
    private readonly SpatialReference _crs;
    private readonly bool _hasGrade;
    private readonly List<long> _graded = [];

    private FileImporter(ImportOptions options, SourceFile source, SpatialReference crs, string? unpacked)
    {
        (_options, _source, _crs, _unpacked) = (options, source, crs, unpacked);
        _hasGrade = options.Layer.Column(GradeColumn) is not null;
        _converter = new RowConverter(options, crs, source.ClockwiseShells, source);
    }

    /// <summary>The coordinate system in force.</summary>
    public string CrsName => _crs.Name;

    /// <summary>Whether the coordinates can only be undone approximately.</summary>
    public bool Approximate => _crs.Approximate;

    /// <summary>Whether its numbers are longitude and latitude, of a web map too.</summary>
    public bool IsGeographic => _crs.IsGeographic || _crs.Datum == DatumKind.WebMap;

    /// <summary>The encoding taken, and why.</summary>
    public Bilingual? Encoding => _source.Encoding;

    /// <summary>Who declared the coordinate system; null for a table without geometry.</summary>
    public Bilingual? CrsReason =>
        _options.Layer.Geometry == GeometryKind.None ? null
        : _options.Crs is not null ? new("--crs 指定", "named by --crs")
        : _source.CrsReason;

    /// <summary>The sheet, table or layer that is read of the file.</summary>
    public string? Taken => _source.Taken;

    /// <summary>Every layer, sheet or table that could be read of the file instead; empty where it has but one.</summary>
    public IReadOnlyList<string> SourceLayers => _source.SourceLayers;

    /// <summary>What the reader noticed about the file as a whole; complete after the last row.</summary>
    public IReadOnlyList<Bilingual> Notes =>
        [
            .. _source.Notes,
            .. _source.Skipped?.Invoke() ?? [],
            .. _converter.Beside == 0
                ? []
                : new[]
                {
                    new Bilingual(
                        $"{_converter.Beside} 行位于县界 10 公里以外",
                        $"{_converter.Beside} rows lie more than 10 km outside the county"
                    ),
                },
        ];

    /// <summary>The share of the file that is read, 0 to 1; null where the format does not tell.</summary>
    public double? Position => _source.Position?.Invoke();

    /// <summary>How the columns of the file were understood; empty before the first row.</summary>
    public IReadOnlyList<ColumnMatch> Matches => _converter.Matches;

    /// <summary>Rows whose grade was computed from the heights of their vertices.</summary>
    public IReadOnlyList<long> GradedRows => _graded;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ImportException">The file is missing, of no known format, too large, or its coordinate system
    /// is not known.</exception>
    public static FileImporter Open(ImportOptions options)
    {
        foreach (
            var target in options
                .Map.Keys.Concat(options.Set.Keys)
                .Concat(options.Meanings.Columns)
                .Where(t => t != "county_code" && options.Layer.Column(t) is null && !PlaceColumns.Targets.Contains(t))
        )
            throw new ImportException(
                options.File,
                new(
                    $"图层 {options.Layer.Name} 没有列 {target}，"
                        + $"可用：{string.Join("、", options.Layer.AllColumns.Select(c => c.Name))}。",
                    $"Layer {options.Layer.Name} has no column {target}; use one "
                        + $"of: {string.Join(", ", options.Layer.AllColumns.Select(c => c.Name))}."
                )
            );
        var unpacked = IsZip(options.File) ? Directory.CreateTempSubdirectory("longlin-import-").FullName : null;
        try
        {
            var source = Read(options, unpacked);
            if (source.NoPlace is { } noPlace && NeedsPlace(options, source))
                throw new ImportException(options.File, noPlace) { Headers = source.PlaceColumns?.Header ?? [] };
            var declared = options.Crs ?? source.DeclaredCrs;
            if (declared is null && options.Layer.Geometry != GeometryKind.None)
                throw new ImportException(
                    options.File,
                    new(
                        "没有声明坐标系，请加 --crs，例如 --crs EPSG:4490。",
                        "No coordinate system is declared: add --crs, for example --crs EPSG:4490."
                    )
                );
            var crs =
                CrsTable.Resolve(declared ?? "EPSG:4490", options.Datum, out var fault)
                ?? throw new ImportException(options.File, fault!);
            if (options.Crs is not null && DeclaredDatum.Against(source.DeclaredCrs, crs) is { } against)
                throw new ImportException(options.File, against);
            return new FileImporter(options, source, crs, unpacked);
        }
        catch (Exception e)
        {
            if (unpacked is not null)
                Directory.Delete(unpacked, true);
            if (unpacked is not null && e is ImportException inside)
                throw new ImportException(options.File, inside.Reason, inside);
            throw;
        }
    }

    // A township may say its seat in columns of its own.
    private static bool NeedsPlace(ImportOptions options, SourceFile source) =>
        options.Layer.Geometry != GeometryKind.None
        && !(options.Layer.Column("seat_lon") is not null && source.SaysSeat);

    /// <summary>Removes what was unpacked.</summary>
    public void Dispose()
    {
        if (_unpacked is not null)
            Directory.Delete(_unpacked, true);
    }

    /// <summary>The rows, checked, in the file's order.</summary>
    /// <exception cref="ImportException">The file is damaged or above a limit, or most of its rows lie outside the
    /// coordinate system's area of use: the caller takes everything back.</exception>
    public IEnumerable<ImportedRow> Rows()
    {
        long count = 0,
            rejections = 0;
        string[]? header = null;
        foreach (var raw in ProjConversion.Of(RawRows(), _crs, _options))
        {
            if (++count > _options.Limits.MaxRows)
                throw new ImportException(
                    _options.File,
                    new(
                        $"超过 {_options.Limits.MaxRows} 行（--max-rows）。",
                        $"More than {_options.Limits.MaxRows} rows (--max-rows)."
                    )
                );
            if (!ReferenceEquals(header, raw.Header))
            {
                header = raw.Header;
                if (header.Length > _options.Limits.MaxColumns)
                    throw new ImportException(
                        _options.File,
                        new(
                            $"第 {raw.Row} 行有 {header.Length} 列，最多 {_options.Limits.MaxColumns} 列。",
                            $"Row {raw.Row} has {header.Length} columns; at most {_options.Limits.MaxColumns} are "
                                + "read."
                        )
                    );
            }

            var row = Graded(_converter.Convert(raw));
            if (count == RowsToKnow)
                RefuseUnknown();
            if ((rejections += row.Rejections.Count) > _options.Limits.MaxRejections)
                throw new ImportException(_options.File, TooManyRejections(count, row.Rejections[0]));
            yield return row;
        }

        if (count is > 0 and < RowsToKnow)
            RefuseUnknown();
        if (Misplaced(count) is { } misplaced)
            throw new ImportException(_options.File, misplaced);
    }

    // Rows of which no column is known would be stored as places without a word; a column that the user names and the
    // file lacks is a mistake in one of the two.
    private void RefuseUnknown()
    {
        var header = _converter.Matches;
        var onlyPlaces = header.All(m => m.Target == "geometry");
        if (!_converter.KnowsSome && !(onlyPlaces && _options.Set.Count > 0))
            throw HeaderBinding.NothingKnown(_options, [.. header.Select(m => m.Source)]);
        if (
            _options.Map.FirstOrDefault(m =>
                !header.Any(h => string.Equals(h.Source.Trim(), m.Value.Trim(), StringComparison.OrdinalIgnoreCase))
            ) is
            { Value: { } lacking }
        )
            throw new ImportException(
                _options.File,
                new(
                    $"--map 指定的列 {lacking} 不在文件中，文件的列："
                        + $"{string.Join("、", header.Select(m => m.Source))}。",
                    $"The column {lacking} that --map names is not in the file, which "
                        + $"has: {string.Join(", ", header.Select(m => m.Source))}."
                )
            )
            {
                Headers = [.. header.Select(m => m.Source)],
            };
    }

    // A road's grade from the heights of its vertices, where the file has no column for it.
    private ImportedRow Graded(ImportedRow row)
    {
        if (
            !_hasGrade
            || row.Record is not { Geometry: LineString or MultiLineString } record
            || record[GradeColumn] is not null
            || LineGrade.Percent(record.Geometry) is not { } percent
        )
            return row;
        _graded.Add(row.Row);
        Dictionary<string, object?> values = new(record.Values) { [GradeColumn] = Math.Round(percent, 4) };
        return row with { Record = record with { Values = values } };
    }

    // What is wrong with a file from an archive is said of the archive.
    private IEnumerable<RawRow> RawRows()
    {
        using var rows = _source.Rows.GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext())
                    yield break;
            }
            catch (ImportException e) when (_unpacked is not null)
            {
                throw new ImportException(_options.File, e.Reason, e);
            }

            yield return rows.Current;
        }
    }

    private Bilingual TooManyRejections(long count, Rejection rejection)
    {
        var most = _options.Limits.MaxRejections;
        var example = Misplaced(count) ?? rejection.Describe();
        return new(
            $"超过 {most} 处不合格，拒绝整个文件；例如：{example.Zh}",
            $"More than {most} faults: the file is refused. For example: {example.En}"
        );
    }

    // What is wrong with the coordinates of most rows; null when they are as declared.
    private Bilingual? Misplaced(long count)
    {
        if (_converter.Outside * 2 > count)
        {
            var zone = _options.Expected is { } near ? RightZone(near, _converter.OutsideExample) : null;
            var guess = zone is null
                ? CrsGuess.Likely(_converter.OutsideExample, _crs.Datum)
                : new(
                    $"按 {zone} 则在县内，请用 --crs {zone}。",
                    $"Under {zone} they lie in the county: use --crs {zone}."
                );
            return new(
                $"{_converter.Outside}/{count} 行坐标不在 {CrsName} 的适用范围内，请检查 --crs。{guess?.Zh}",
                (
                    $"{_converter.Outside} of {count} rows lie outside the area of use of {CrsName}: "
                    + $"check --crs. {guess?.En}"
                ).TrimEnd()
            );
        }

        if (_options.Confirmed || _converter.Elsewhere * 2 <= count)
            return null;
        var away = _options.Expected!.Away(_converter.ElsewherePlace!);
        return RightZone(_options.Expected, _converter.ElsewhereExample) is { } right
            ? new(
                $"{_converter.Elsewhere}/{count} 行不在本县范围内，例如在{away.Zh}；按 {right} 则在县内，"
                    + $"请用 --crs {right}。",
                $"{_converter.Elsewhere} of {count} rows lie outside the county, one of them {away.En}, and inside it "
                    + $"under {right}: use --crs {right}."
            )
            : new(
                $"{_converter.Elsewhere}/{count} 行不在本县范围内，例如在{away.Zh}。请检查文件和 --crs；"
                    + "确认无误时加 --confirm。",
                $"{_converter.Elsewhere} of {count} rows lie outside the county, one of them {away.En}. "
                    + "Check the file and --crs; add --confirm if that is right."
            );
    }

    private string? RightZone(CountyOutline county, Coordinate? at) =>
        CrsGuess.RightZone(county, at, _crs, _options.Datum);

    private static SourceFile Read(ImportOptions options, string? unpacked)
    {
        var file = options.File;
        if (Directory.Exists(file) && ShapefileParts.In(file).Length == 0 && OtherFormats.OfFolder(file) is { } what)
            throw new ImportException(file, what);
        if (Directory.Exists(file))
            file = Only(file, ShapefileParts.In(file), options.SourceLayer);
        else if (!File.Exists(file))
            throw new ImportException(file, new("找不到文件。", "There is no such file."));
        if (new FileInfo(file).Length > options.Limits.MaxBytes)
            throw new ImportException(
                file,
                new(
                    $"文件超过 {options.Limits.MaxBytes} 字节。",
                    $"The file is larger than {options.Limits.MaxBytes} bytes."
                )
            );
        if (unpacked is not null)
        {
            Archive.UnpackShapefiles(file, unpacked, options.Limits);
            if (ShapefileParts.In(unpacked).Length == 0)
                throw new ImportException(file, OtherFormats.OfArchive(file));
            file = Only(file, ShapefileParts.In(unpacked), options.SourceLayer);
        }

        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".geojson" or ".json" or ".geojsonl" or ".geojsons" or ".ndjson" or ".jsonl" => GeoJsonReader.Open(file),
            ".gpkg" => GeoPackageReader.Open(
                file,
                options.SourceLayer,
                options.Layer.Geometry != GeometryKind.None,
                h => HeaderBinding.Knows(options, h)
            ),
            ".xlsx" or ".xlsm" => WorkbookReader.Open(file, options),
            ".csv" or ".txt" or ".tsv" => CsvTableReader.Open(file, options with { File = file }),
            ".shp" => ShapefileReader.Open(file, options.Encoding),
            ".pbf" or ".osm" => OsmReader.Open(file, options.Layer),
            ".gz" when file.EndsWith(".osm.gz", StringComparison.OrdinalIgnoreCase) => OsmReader.Open(
                file,
                options.Layer
            ),
            var other => throw new ImportException(file, OtherFormats.Of(other)),
        };
    }

    private static bool IsZip(string file) =>
        Path.GetExtension(file).Equals(".zip", StringComparison.OrdinalIgnoreCase) && File.Exists(file);

    private static string Only(string file, string[] shapefiles, string? layer)
    {
        var wanted = layer is null
            ? shapefiles
            : Array.FindAll(shapefiles, s => Path.GetFileNameWithoutExtension(s) == layer);
        return wanted.Length == 1
            ? wanted[0]
            : throw new ImportException(
                file,
                new(
                    "需要恰好一个 .shp，请用 --source-layer "
                        + $"选一个：{string.Join("、", shapefiles.Select(Path.GetFileNameWithoutExtension))}。",
                    "Exactly one .shp is needed, choose one with "
                        + $"--source-layer: {string.Join(", ", shapefiles.Select(Path.GetFileNameWithoutExtension))}."
                )
            )
            {
                SourceLayers = [.. shapefiles.Select(s => Path.GetFileNameWithoutExtension(s))],
            };
    }
}
