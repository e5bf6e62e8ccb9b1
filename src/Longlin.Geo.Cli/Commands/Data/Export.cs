using System.CommandLine;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Crs;
using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin export</c>.</summary>
internal static class Export
{
    public static Command Create()
    {
        Argument<string> layer = new("LAYER") { Description = Help.Text("图层", "Layer") };
        Option<string> format = new("--format")
        {
            Description = "geojson | gpkg | shp | csv | xlsx",
            DefaultValueFactory = _ => "geojson",
        };
        format.AcceptOnlyFromAmong([.. LayerExport.Formats]);
        Option<string> crs = new("--crs")
        {
            Description = Help.Text("坐标系", "Coordinate system"),
            DefaultValueFactory = _ => "EPSG:4490",
        };
        Option<string?> output = new("-o", "--output") { Description = Help.Text("写入文件", "Write to a file") };
        Option<string?> filter = new("--filter")
        {
            Description = Help.Text(
                "CQL2 条件，如 \"households >= 50 and name = '新寨'\"",
                "CQL2 condition, such as \"households >= 50 and name = 'A'\""
            ),
        };
        Command command = new("export", Help.Text("导出图层", "Export a layer")) { layer, format, crs, filter, output };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (connection, name, kind, path) = (
                    ConnectionOptions.From(parsed),
                    parsed.GetValue(layer)!,
                    parsed.GetValue(format)!,
                    parsed.GetValue(output)
                );
                var description = Layer(name);
                var system = Reference(parsed.GetValue(crs)!, kind);
                if (path is null && !LayerExport.Streams(kind))
                    throw new UsageException(new($"{kind} 需要 -o FILE。", $"{kind} needs -o FILE."));
                var condition = Condition(parsed.GetValue(filter), description);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                await WriteAsync(session, kind, path, description, condition, system, cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }

    // A filter that does not fit is refused before a database is opened.
    private static LayerDescription Layer(string name)
    {
        var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
        return catalog.Find(name)
            ?? throw new UsageException(
                new(
                    $"LAYER: 没有图层 {name}，可用：{string.Join("、", catalog.Layers.Select(l => l.Name))}。",
                    $"LAYER: there is no layer {name}; use one "
                        + $"of: {string.Join(", ", catalog.Layers.Select(l => l.Name))}"
                )
            );
    }

    private static SpatialReference Reference(string name, string kind)
    {
        var system = CrsTable.Find(name, out var fault) ?? throw new UsageException(fault!.Prefix("--crs: "));
        if (!system.Name.StartsWith("EPSG:", StringComparison.Ordinal))
            throw new UsageException(new("--crs: 导出只用 EPSG 坐标系", "--crs: an export takes EPSG systems only"));
        if (kind == "geojson" && system.Name is not ("EPSG:4490" or "EPSG:4326"))
            throw new UsageException(
                new(
                    "--crs: GeoJSON 只能用经纬度（EPSG:4326、EPSG:4490）。",
                    "--crs: GeoJSON is in longitude and latitude only (EPSG:4326, EPSG:4490)"
                )
            );
        return system;
    }

    private static async Task WriteAsync(
        Session session,
        string kind,
        string? path,
        LayerDescription description,
        CqlNode? condition,
        SpatialReference system,
        CancellationToken cancellationToken
    )
    {
        var note = (await CountyState.RunAsync(session.Database, null, cancellationToken))!.Synthetic
            ? CountyState.SyntheticNote
            : null;
        if (path is null)
        {
            await using var console = Console.OpenStandardOutput();
            await LayerExport.WriteAsync(
                console,
                kind,
                session.Database,
                description,
                condition,
                system,
                note,
                cancellationToken
            );
        }
        else
        {
            foreach (
                var file in await LayerExport.WriteAsync(
                    path,
                    kind,
                    session.Database,
                    description,
                    condition,
                    system,
                    note,
                    session.Language,
                    cancellationToken
                )
            )
                await Console.Error.WriteLineAsync(file);
        }
    }

    private static CqlNode? Condition(string? filter, LayerDescription layer)
    {
        if (filter is null)
            return null;
        try
        {
            var condition = filter.TrimStart().StartsWith('{') ? CqlJson.Parse(filter) : CqlText.Parse(filter);
            using Npgsql.NpgsqlCommand check = new();
            new CqlSql(CollectionQuery.Queryables(layer), check.Parameters, OgcCrs.Crs84).Condition(condition);
            return condition;
        }
        catch (CqlException e)
        {
            throw new UsageException(e.Reason.Prefix("--filter: "));
        }
    }
}
