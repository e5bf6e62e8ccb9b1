using System.IO.Compression;
using Longlin.Geo.Import.Formats;

namespace Longlin.Geo.Import;

/// <summary>Opens a file of any format that is read and checks its rows one by one. Knows no database.</summary>
public sealed class FileImporter
{
    private readonly SourceFile _source;
    private readonly RowConverter _converter;
    private readonly ImportOptions _options;

    private FileImporter(ImportOptions options, SourceFile source, Crs crs)
    {
        (_options, _source, CrsName, Approximate) = (options, source, crs.Name, crs.Approximate);
        _converter = new RowConverter(options, crs);
    }

    /// <summary>The coordinate system in force.</summary>
    public string CrsName { get; }

    /// <summary>Whether the coordinates can only be undone approximately.</summary>
    public bool Approximate { get; }

    /// <summary>The encoding taken, and why.</summary>
    public string? Encoding => _source.Encoding;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ImportException">The file is missing, of no known format, or its coordinate system is not known.</exception>
    public static FileImporter Open(ImportOptions options)
    {
        foreach (var target in options.Map.Keys.Concat(options.Set.Keys).Where(t => t != "county_code" && options.Layer.Column(t) is null))
            throw new ImportException(options.File, $"图层 {options.Layer.Name} 没有列 {target}，可用 there is no such column; use one of: {string.Join(", ", options.Layer.AllColumns.Select(c => c.Name))}");
        var source = Read(options);
        var declared = options.Crs ?? source.DeclaredCrs;
        if (declared is null && options.Layer.Geometry != Model.GeometryKind.None)
            throw new ImportException(options.File, "没有声明坐标系，请加 --crs，例如 --crs EPSG:4490。 No coordinate system is declared: add --crs, for example --crs EPSG:4490.");
        var fault = "";
        var crs = CrsTable.Find(declared ?? "EPSG:4490", out fault) ?? throw new ImportException(options.File, fault);
        return new FileImporter(options, source, crs);
    }

    /// <summary>The rows, checked, in the file's order.</summary>
    /// <exception cref="ImportException">The file is damaged, or most of its rows lie outside the coordinate system's area of use: the caller takes everything back.</exception>
    public IEnumerable<ImportedRow> Rows()
    {
        long count = 0;
        foreach (var raw in _source.Rows)
        {
            count++;
            yield return _converter.Convert(raw);
        }

        if (_converter.Outside * 2 > count)
            throw new ImportException(_options.File, $"{_converter.Outside}/{count} 行坐标不在 {CrsName} 的适用范围内，请检查 --crs。 Most coordinates lie outside its area of use: check --crs. {CrsGuess.Likely(_converter.OutsideExample)}");
        if (_converter.Elsewhere * 2 > count && CrsGuess.RightZone(_options.Expected!, _converter.ElsewhereExample) is { } zone)
            throw new ImportException(_options.File, $"{_converter.Elsewhere}/{count} 行不在本县范围内；按 {zone} 则在县内，请用 --crs {zone}。 Most rows lie outside the county, and inside it under {zone}: use --crs {zone}.");
    }

    private static SourceFile Read(ImportOptions options)
    {
        var file = options.File;
        if (Directory.Exists(file)) file = Only(file, Directory.GetFiles(file, "*.shp"), options.SourceLayer);
        else if (!File.Exists(file)) throw new ImportException(file, "找不到文件。 The file is not there.");
        if (Path.GetExtension(file).Equals(".zip", StringComparison.OrdinalIgnoreCase)) file = Unzip(file, options.SourceLayer);
        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".geojson" or ".json" or ".geojsonl" or ".geojsons" or ".ndjson" or ".jsonl" => GeoJsonReader.Open(file),
            ".gpkg" => GeoPackageReader.Open(file, options.SourceLayer),
            ".xlsx" => WorkbookReader.Open(file, options.SourceLayer, h => PlaceColumns.Knows(h) || RowConverter.Knows(options, h)),
            ".csv" => CsvTableReader.Open(file, options.Encoding),
            ".shp" => ShapefileReader.Open(file, options.Encoding),
            ".pbf" => OsmReader.Open(file, options.Layer),
            var other => throw new ImportException(file, $"不支持的格式 {other}，可用 .shp、.zip、.gpkg、.geojson、.csv、.xlsx、.osm.pbf。 Not a known format."),
        };
    }

    private static string Unzip(string file, string? layer)
    {
        const long limit = 2L << 30;
        var folder = Directory.CreateTempSubdirectory("longlin-import-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
        try
        {
            using var zip = ZipFile.OpenRead(file);
            if (zip.Entries.Sum(e => e.Length) > limit) throw new ImportException(file, "解压后超过 2 GiB。 More than 2 GiB when unpacked.");
            foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0)) entry.ExtractToFile(Path.Combine(folder, Path.GetFileName(entry.Name)), true);
        }
        catch (InvalidDataException e)
        {
            throw new ImportException(file, $"不是可读的 zip not a readable zip: {e.Message}", e);
        }

        return Only(file, Directory.GetFiles(folder, "*.shp"), layer);
    }

    private static string Only(string file, string[] shapefiles, string? layer)
    {
        var wanted = layer is null ? shapefiles : Array.FindAll(shapefiles, s => Path.GetFileNameWithoutExtension(s) == layer);
        return wanted.Length == 1
            ? wanted[0]
            : throw new ImportException(file, $"需要恰好一个 .shp，可用 --source-layer 选： Exactly one .shp is needed, choose with --source-layer: {string.Join(", ", shapefiles.Select(Path.GetFileNameWithoutExtension))}");
    }
}
