using System.Globalization;
using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes a layer in the formats that bureaus have, in any supported coordinate system. What it writes, import reads
/// back.
/// </summary>
public static class LayerExport
{
    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["geojson", "gpkg", "shp", "csv", "xlsx"];

    /// <summary>Whether a format can go to standard output.</summary>
    public static bool Streams(string format) => format is "geojson" or "csv";

    /// <summary>Writes a format that streams.</summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        Database database,
        LayerDescription layer,
        Cql2.CqlNode? filter,
        SpatialReference crs,
        Bilingual? note,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            target,
            format,
            LayerQuery.ReadAsync(database, layer, filter, cancellationToken),
            layer,
            crs,
            note,
            cancellationToken
        );

    /// <summary>
    /// Writes any format to a path; a shapefile layer of several kinds of geometry becomes several files.
    /// </summary>
    /// <returns>The files written.</returns>
    public static Task<IReadOnlyList<string>> WriteAsync(
        string path,
        string format,
        Database database,
        LayerDescription layer,
        Cql2.CqlNode? filter,
        SpatialReference crs,
        Bilingual? note,
        string? language,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            path,
            format,
            LayerQuery.ReadAsync(database, layer, filter, cancellationToken),
            layer,
            crs,
            note,
            language,
            cancellationToken
        );

    /// <summary>Writes records, in EPSG:4490, in any format to a path.</summary>
    /// <returns>The files written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string path,
        string format,
        IAsyncEnumerable<FeatureRecord> records,
        LayerDescription layer,
        SpatialReference crs,
        Bilingual? note,
        string? language,
        CancellationToken cancellationToken
    )
    {
        if (Streams(format))
        {
            await using var file = File.Create(path);
            await WriteAsync(file, format, records, layer, crs, note, cancellationToken);
            return [path];
        }

        var rows = ProjectAsync(crs, records);
        switch (format)
        {
            case "gpkg":
                await GeoPackageFile.WriteAsync(path, layer, crs, rows, note, cancellationToken);
                return [path];
            case "shp":
                // One file for each kind of geometry: all rows are sorted into them first.
                return ShapefileWriter.Write(path, layer, crs, await rows.ToListAsync(cancellationToken));
            case "xlsx":
                await using (var file = File.Create(path))
                    await Workbook.WriteAsync(
                        file,
                        Sheets(layer, rows, crs, note, language),
                        language,
                        cancellationToken
                    );
                return [path];
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    private static async Task WriteAsync(
        Stream target,
        string format,
        IAsyncEnumerable<FeatureRecord> records,
        LayerDescription layer,
        SpatialReference crs,
        Bilingual? note,
        CancellationToken cancellationToken
    )
    {
        var rows = ProjectAsync(crs, records);
        if (format == "csv")
            await CsvTable.WriteAsync(
                target,
                [.. Cells(layer, new(new Dictionary<string, object?>(), null), note).Select(c => c.Name)],
                rows.Select(r => Cells(layer, r, note).Select(c => c.Value)),
                cancellationToken
            );
        else
            await FeatureGeoJson.WriteAsync(target, layer, rows, note, cancellationToken);
    }

    private static async IAsyncEnumerable<FeatureRecord> ProjectAsync(
        SpatialReference crs,
        IAsyncEnumerable<FeatureRecord> rows
    )
    {
        await foreach (var row in rows)
        {
            if (row.Geometry is not { } geometry || crs.Name is "EPSG:4490" or "EPSG:4326")
            {
                yield return row;
                continue;
            }

            var moved = geometry.Copy();
            moved.Apply(new Projection(crs));
            moved.GeometryChanged();
            yield return row with
            {
                Geometry = moved,
            };
        }
    }

    // The rows as a person reads them, and what they are: headers that import knows, days as days, words as words.
    private static IReadOnlyList<WorkbookSheet> Sheets(
        LayerDescription layer,
        IAsyncEnumerable<FeatureRecord> rows,
        SpatialReference crs,
        Bilingual? note,
        string? language
    )
    {
        var places = Cells(layer, new(new Dictionary<string, object?>(), null), note)
            .Skip(layer.AllColumns.Count())
            .Select(c => c.Name is "lon" or "lat" or "note" ? Words.Column(c.Name).Pick(language) : c.Name);
        return
        [
            new(
                layer.Title.Pick(language),
                [.. layer.AllColumns.Select(c => c.Title.Pick(language)), .. places],
                rows.Select(r =>
                    (object?[])
                        [
                            .. layer.AllColumns.Select(c => Shown(c, r[c.Name], language)),
                            .. Cells(layer, r, note).Skip(layer.AllColumns.Count()).Select(c => c.Value),
                        ]
                )
            ),
            AnswerConditions.Sheet(
                [
                    (new("图层", "layer"), layer.Title),
                    (new("坐标系", "coordinate system"), crs.Name),
                    (Words.Column("synthetic"), note is not null),
                ],
                language
            ),
        ];
    }

    private static object? Shown(ColumnDescription column, object? value, string? language) =>
        value switch
        {
            string[] words => string.Join(',', words),
            // A cell has no offset: the county's clock, as import reads it back.
            DateTime moment => MomentText.ToCountyClock(moment),
            string code
                when language != "en" && column.Values?.TryGetValue(code, out var words) is true && words.Count > 0 =>
                words[0],
            _ => value,
        };

    private static IEnumerable<(string Name, object? Value)> Cells(
        LayerDescription layer,
        FeatureRecord row,
        Bilingual? note
    )
    {
        foreach (var column in layer.AllColumns)
        {
            yield return (
                column.Name,
                row[column.Name] switch
                {
                    DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    DateTime moment => MomentText.Iso(moment),
                    string[] words => string.Join(',', words),
                    bool flag => flag ? "true" : "false",
                    var other => other,
                }
            );
        }

        if (layer.Geometry == GeometryKind.PointOrPolygon || layer.Geometry == GeometryKind.Point)
        {
            yield return ("lon", (row.Geometry as Point)?.X);
            yield return ("lat", (row.Geometry as Point)?.Y);
        }

        if (layer.Geometry is not (GeometryKind.None or GeometryKind.Point))
            yield return (
                "wkt",
                row.Geometry is null || (row.Geometry is Point && layer.Geometry == GeometryKind.PointOrPolygon)
                    ? null
                    : new WKTWriter { MaxCoordinatesPerLine = int.MaxValue }.Write(row.Geometry!)
            );
        // A layer may have notes of its own.
        if (note is not null)
            yield return (layer.Column("note") is null ? "note" : "synthetic_note", note.Zh);
    }

    private sealed class Projection(SpatialReference crs) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = crs.FromGeographic(seq.GetX(i), seq.GetY(i));
            seq.SetX(i, x);
            seq.SetY(i, y);
        }
    }
}
