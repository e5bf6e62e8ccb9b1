using System.Globalization;
using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using Microsoft.Data.Sqlite;
using NetTopologySuite.IO;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes a layer as a GeoPackage 1.3 (OGC 12-128r17): the tables the standard asks for, then one of features or
/// attributes.
/// </summary>
internal static class GeoPackageFile
{
    private const string Tables = """
        pragma application_id = 0x47504B47;
        pragma user_version = 10300;
        create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer not null primary key,
          organization text not null, organization_coordsys_id integer not null, definition text not null,
          description text);
        create table gpkg_contents (table_name text not null primary key, data_type text not null,
          identifier text unique, description text default '',
          last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), min_x double, min_y double,
          max_x double, max_y double, srs_id integer);
        create table gpkg_geometry_columns (table_name text not null, column_name text not null,
          geometry_type_name text not null, srs_id integer not null, z tinyint not null, m tinyint not null,
          primary key (table_name, column_name));
        insert into gpkg_spatial_ref_sys values ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', null),
          ('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
          ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
            || 'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]', null);
        """;

    public static async Task WriteAsync(
        string path,
        LayerDescription layer,
        SpatialReference crs,
        IAsyncEnumerable<FeatureRecord> rows,
        Bilingual? note,
        CancellationToken cancellationToken
    )
    {
        File.Delete(path);
        var srs = int.Parse(crs.Name["EPSG:".Length..], CultureInfo.InvariantCulture);
        var spatial = layer.Geometry != GeometryKind.None;
        var columns = layer.AllColumns.ToArray();
        using SqliteConnection connection = new(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString
        );
        connection.Open();
        Execute(connection, Tables);
        using var transaction = connection.BeginTransaction();
        if (srs != 4326)
            Execute(
                connection,
                "insert into gpkg_spatial_ref_sys values ($name, $id, 'EPSG', $id, $definition, null)",
                ("$name", crs.Name),
                ("$id", srs),
                ("$definition", crs.Definition ?? crs.Name)
            );
        Execute(
            connection,
            $"create table \"{layer.Name}\" (fid integer primary key "
                + $"autoincrement{(spatial ? ", geom blob" : "")}, "
                + $"{string.Join(", ", columns.Select(c => $"\"{c.Name}\" {SqlType(c.Type)}"))})"
        );
        Execute(
            connection,
            "insert into gpkg_contents (table_name, data_type, identifier, description, srs_id) values "
                + "($name, $type, $name, $description, $srs)",
            ("$name", layer.Name),
            ("$type", spatial ? "features" : "attributes"),
            ("$description", note is null ? layer.Title.Zh : $"{layer.Title.Zh} {note.Zh}"),
            ("$srs", spatial ? srs : DBNull.Value)
        );
        if (spatial)
            Execute(
                connection,
                "insert into gpkg_geometry_columns values ($name, 'geom', 'GEOMETRY', $srs, 0, 0)",
                ("$name", layer.Name),
                ("$srs", srs)
            );
        using var insert = connection.CreateCommand();
        insert.CommandText =
            $"insert into \"{layer.Name}\" ({(spatial ? "geom, " : "")}"
            + $"{string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) values "
            + $"({(spatial ? "$geom, " : "")}{string.Join(", ", columns.Select(c => $"${c.Name}"))})";
        GeoPackageGeoWriter writer = new();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            insert.Parameters.Clear();
            if (spatial)
            {
                if (row.Geometry is { } geometry)
                    geometry.SRID = srs;
                insert.Parameters.AddWithValue(
                    "$geom",
                    row.Geometry is null ? DBNull.Value : writer.Write(row.Geometry)
                );
            }

            foreach (var column in columns)
                insert.Parameters.AddWithValue($"${column.Name}", Value(row[column.Name]));
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static object Value(object? value) =>
        value switch
        {
            null => DBNull.Value,
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime moment => MomentText.Iso(moment),
            string[] words => string.Join(',', words),
            bool flag => flag ? 1 : 0,
            decimal money => (double)money,
            _ => value,
        };

    private static string SqlType(ColumnType type) =>
        type switch
        {
            ColumnType.Integer => "integer",
            ColumnType.Number or ColumnType.Money => "double",
            ColumnType.Boolean => "boolean",
            ColumnType.Date => "date",
            ColumnType.Timestamp => "datetime",
            _ => "text",
        };

    private static void Execute(
        SqliteConnection connection,
        string sql,
        params (string Name, object Value)[] parameters
    )
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
