using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using SQLitePCL;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// GeoPackage (OGC 12-128): one of its tables, with the coordinate system that the package declares for it.
/// </summary>
internal static class GeoPackageReader
{
    private sealed record Table(string Name, string? GeometryColumn, string? Crs);

    /// <param name="file">The package.</param>
    /// <param name="layer">Which of its tables; null where it has one.</param>
    /// <param name="needsPlace">Whether the rows need a geometry.</param>
    /// <param name="uses">Whether the import takes a column; the values of the others are not read.</param>
    public static SourceFile Open(string file, string? layer, bool needsPlace, Func<string, bool> uses)
    {
        try
        {
            var tables = Tables(file);
            // Without a choice of the user tables that cannot be meant are left out.
            if (layer is null && tables.Exists(t => (t.GeometryColumn is not null) == needsPlace))
                tables.RemoveAll(t => (t.GeometryColumn is not null) != needsPlace);
            if (tables.Count == 0)
                throw new ImportException(
                    file,
                    new(
                        "GeoPackage 里没有图层或属性表。",
                        "The GeoPackage holds neither a layer nor a table of attributes."
                    )
                );
            if (layer is null && tables.Count != 1)
                throw new ImportException(
                    file,
                    new(
                        $"有 {tables.Count} 个图层，请用 --source-layer "
                            + $"选一个：{string.Join("、", tables.Select(t => t.Name))}。",
                        $"It has {tables.Count} layers, choose one with "
                            + $"--source-layer: {string.Join(", ", tables.Select(t => t.Name))}."
                    )
                )
                {
                    SourceLayers = [.. tables.Select(t => t.Name)],
                };
            var table = layer is null
                ? tables[0]
                : tables.Find(t => t.Name == layer)
                    ?? throw new ImportException(
                        file,
                        new(
                            $"没有图层 {layer}，可用：{string.Join("、", tables.Select(t => t.Name))}。",
                            $"There is no layer {layer}; use one of: {string.Join(", ", tables.Select(t => t.Name))}."
                        )
                    )
                    {
                        SourceLayers = [.. tables.Select(t => t.Name)],
                    };
            FilePosition position = new();
            return new SourceFile(Rows(file, table, uses, position), table.Crs, Bilingual.Same("UTF-8"), position.Share)
            {
                CrsReason = new("GeoPackage 声明", "declared by the GeoPackage"),
                Taken = table.Name,
                SourceLayers = tables.Count > 1 ? [.. tables.Select(t => t.Name)] : [],
                NoPlace = table.GeometryColumn is not null
                    ? null
                    : new(
                        $"表 {table.Name} 没有几何列，这个图层需要位置。请在原软件中导出带几何的图层。",
                        $"Table {table.Name} has no geometry, and this layer needs places: export the layer with its "
                            + "geometry."
                    ),
            };
        }
        catch (SqliteException e)
        {
            throw new ImportException(file, NotReadable, e);
        }
    }

    private static SqliteConnection Connect(string file)
    {
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString
        );
        connection.Open();
        return connection;
    }

    private static List<Table> Tables(string file)
    {
        using var connection = Connect(file);
        using var command = connection.CreateCommand();
        // QGIS keeps its styles in a table of their own.
        command.CommandText = """
            select c.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.definition, g.srs_id
            from gpkg_contents c
            left join gpkg_geometry_columns g on g.table_name = c.table_name
            left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id
            where c.data_type in ('features', 'attributes') and c.table_name <> 'layer_styles' order by c.table_name
            """;
        using var reader = command.ExecuteReader();
        List<Table> tables = [];
        while (reader.Read())
        {
            string? crs = null;
            if (!reader.IsDBNull(1) && !reader.IsDBNull(5) && reader.GetInt64(5) > 0 && !reader.IsDBNull(2))
                crs = reader.GetString(2).Equals("EPSG", StringComparison.OrdinalIgnoreCase)
                    ? $"EPSG:{reader.GetInt64(3)}"
                    : reader.GetString(4);
            tables.Add(new Table(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), crs));
        }

        return tables;
    }

    private static IEnumerable<RawRow> Rows(string file, Table table, Func<string, bool> uses, FilePosition position)
    {
        using var connection = Connect(file);
        var quoted = $"\"{table.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        using (var count = connection.CreateCommand())
        {
            count.CommandText = $"select count(*) from {quoted}";
            position.Of(Counted(file, count));
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"select * from {quoted}";
        using var reader = Run(file, command);
        var geometryAt = table.GeometryColumn is null
            ? -1
            : Enumerable
                .Range(0, reader.FieldCount)
                .FirstOrDefault(
                    i => reader.GetName(i).Equals(table.GeometryColumn, StringComparison.OrdinalIgnoreCase),
                    -1
                );
        var fieldAt = Enumerable.Range(0, reader.FieldCount).Where(i => i != geometryAt).ToArray();
        var header = Array.ConvertAll(fieldAt, reader.GetName);
        var used = Array.FindAll([.. Enumerable.Range(0, header.Length)], i => uses(header[i]));
        GeoPackageGeoReader geometries = new() { HandleSRID = false };
        var statement = reader.Handle ?? throw new InvalidOperationException("The statement is not open.");
        for (long number = 1; Next(file, reader, number); number++)
        {
            position.At(number);
            var values = new object?[header.Length];
            foreach (var i in used)
                values[i] = Value(statement, fieldAt[i]);
            var (geometry, fault) = geometryAt < 0 ? (null, null) : Read(geometries, Value(statement, geometryAt));
            yield return new RawRow(number, header, values, geometry, fault);
        }
    }

    // SQLite's own calls: the data reader asks for the type of a value three times.
    private static object? Value(sqlite3_stmt statement, int column) =>
        raw.sqlite3_column_type(statement, column) switch
        {
            raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
            raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
            raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, column).utf8_to_string(),
            raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
            _ => null,
        };

    private static long Counted(string file, SqliteCommand command)
    {
        try
        {
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException e)
        {
            throw new ImportException(file, NotReadable, e);
        }
    }

    private static SqliteDataReader Run(string file, SqliteCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (SqliteException e)
        {
            throw new ImportException(file, NotReadable, e);
        }
    }

    private static bool Next(string file, SqliteDataReader reader, long number)
    {
        try
        {
            return reader.Read();
        }
        catch (SqliteException e)
        {
            throw new ImportException(
                file,
                new(
                    $"第 {number} 行处损坏，没有导入任何行。请从原软件重新导出。",
                    $"Damaged at row {number}, nothing was imported. Export it again from where it came."
                ),
                e
            );
        }
    }

    private static (Geometry? Geometry, Bilingual? Fault) Read(GeoPackageGeoReader reader, object? blob)
    {
        if (blob is null)
            return (null, null);
        if (blob is not byte[] bytes)
            return (null, new("几何列不是二进制", "the geometry column is not binary"));
        try
        {
            return (reader.Read(bytes), null);
        }
        catch (Exception e) when (BrokenGeometry.Is(e))
        {
            return (null, IsCurve(bytes) ? Curves : new("几何图形无法读取", "the geometry cannot be read"));
        }
    }

    private static readonly Bilingual NotReadable = new(
        "不是可读的 GeoPackage：文件损坏、没有下载完整，或者是别的格式改了扩展名。请从原软件重新导出。",
        "Not a readable GeoPackage: it is damaged, was not downloaded to its end, or is another format by that name. "
            + "Export it again from where it came."
    );

    private static readonly Bilingual Curves = new(
        "图形是弧线，只读取折线。请在 QGIS 用“转换几何类型”或“按最大角度分段”，在 ArcGIS 用“增密”，转为折线后再导入",
        "the shape is a curve, and only straight segments are read: turn it into lines with QGIS (segmentize) or ArcGIS "
            + "(densify) and import that"
    );

    // GeoPackage binary: magic and flags, then an envelope whose size bits 1 to 3 of the flags tell, then WKB. Its
    // kinds
    // 8 to 12 are curves, with z and m in steps of a thousand.
    private static bool IsCurve(byte[] blob)
    {
        if (blob.Length < 8)
            return false;
        var at =
            8
            + ((blob[3] >> 1) & 7) switch
            {
                0 => 0,
                1 => 32,
                2 or 3 => 48,
                _ => 64,
            };
        if (blob.Length < at + 5)
            return false;
        var kind = blob.AsSpan(at + 1, 4);
        var number =
            blob[at] == 1
                ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(kind)
                : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(kind);
        return (number & 0xFFFF) % 1000 is >= 8 and <= 14;
    }
}
