using Longlin.Geo.Crs;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

/// <summary>Opens a file of any format that is read and checks its rows one by one. Knows no database.</summary>
public sealed class FileImporter : IDisposable
{
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
        _converter = new RowConverter(options, crs, source.ClockwiseShells);
    }

    /// <summary>The coordinate system in force.</summary>
    public string CrsName => _crs.Name;

    /// <summary>Whether the coordinates can only be undone approximately.</summary>
    public bool Approximate => _crs.Approximate;

    /// <summary>Whether its numbers are longitude and latitude, of a web map too.</summary>
    public bool IsGeographic => _crs.IsGeographic || _crs.Datum == DatumKind.WebMap;

    /// <summary>The encoding taken, and why.</summary>
    public string? Encoding => _source.Encoding;

    /// <summary>The share of the file that is read, 0 to 1; null where the format does not tell.</summary>
    public double? Position => _source.Position?.Invoke();

    /// <summary>How the columns of the file were understood; empty before the first row.</summary>
    public IReadOnlyList<ColumnMatch> Matches => _converter.Matches ?? [];

    /// <summary>What the reader left out or changed; complete after the last row.</summary>
    public IReadOnlyList<Bilingual> Notes =>
        _converter.Beside == 0
            ? _source.Notes?.Invoke() ?? []
            :
            [
                .. _source.Notes?.Invoke() ?? [],
                new(
                    $"{_converter.Beside} 行位于县界 10 公里以外",
                    $"{_converter.Beside} rows lie more than 10 km outside the county"
                ),
            ];

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
                .Where(t => t != "county_code" && options.Layer.Column(t) is null)
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
            if ((rejections += row.Rejections.Count) > _options.Limits.MaxRejections)
                throw new ImportException(_options.File, TooManyRejections(count, row.Rejections[0]));
            yield return row;
        }

        if (Misplaced(count) is { } misplaced)
            throw new ImportException(_options.File, misplaced);
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
                $"{_converter.Elsewhere}/{count} 行不在本县范围内，例如在{away.Zh}；按 {right} 则在县内，请用 --crs {right}。",
                $"{_converter.Elsewhere} of {count} rows lie outside the county, one of them {away.En}, and inside it "
                    + $"under {right}: use --crs {right}."
            )
            : new(
                $"{_converter.Elsewhere}/{count} 行不在本县范围内，例如在{away.Zh}。请检查文件和 --crs；确认无误时加 --confirm。",
                $"{_converter.Elsewhere} of {count} rows lie outside the county, one of them {away.En}. "
                    + "Check the file and --crs; add --confirm if that is right."
            );
    }

    private string? RightZone(CountyOutline county, Coordinate? at) =>
        CrsGuess.RightZone(county, at, _crs, _options.Datum);

    private static SourceFile Read(ImportOptions options, string? unpacked)
    {
        var file = options.File;
        if (Directory.Exists(file))
            file = Only(file, Directory.GetFiles(file, "*.shp"), options.SourceLayer);
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
            file = Only(file, Directory.GetFiles(unpacked, "*.shp"), options.SourceLayer);
        }

        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".geojson" or ".json" or ".geojsonl" or ".geojsons" or ".ndjson" or ".jsonl" => GeoJsonReader.Open(file),
            ".gpkg" => GeoPackageReader.Open(file, options.SourceLayer, h => HeaderBinding.Knows(options, h)),
            ".xlsx" => WorkbookReader.Open(
                file,
                options.SourceLayer,
                h => PlaceColumns.Knows(h) || HeaderBinding.Knows(options, h),
                options.Limits
            ),
            ".csv" => CsvTableReader.Open(file, options.Encoding, options.Limits),
            ".shp" => ShapefileReader.Open(file, options.Encoding),
            ".pbf" or ".osm" => OsmReader.Open(file, options.Layer),
            ".gz" when file.EndsWith(".osm.gz", StringComparison.OrdinalIgnoreCase) => OsmReader.Open(
                file,
                options.Layer
            ),
            var other => throw new ImportException(
                file,
                new(
                    $"不支持的格式 {other}，可用 .shp、.zip、.gpkg、.geojson、.csv、.xlsx、.osm.pbf、.osm、.osm.gz。",
                    $"Unknown format {other}: use .shp, .zip, .gpkg, .geojson, .csv, .xlsx, .osm.pbf, .osm or .osm.gz."
                )
            ),
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
            );
    }
}
