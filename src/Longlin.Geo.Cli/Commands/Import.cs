using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Crs;
using Longlin.Geo.Features;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin import</c>.</summary>
internal static class Import
{
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description =
                "文件 file: .shp, .zip, .gpkg, .geojson, .csv, .xlsx, .osm.pbf; 高程 heights (--layer terrain): .tif, .hgt, .zip",
        };
        Option<string> layer = new("--layer") { Required = true, Description = "图层 layer" };
        Option<string?> crs = new("--crs") { Description = "坐标系 coordinate system, EPSG:4490" };
        Option<string?> sourceLayer = new("--source-layer")
        {
            Description = "文件中的图层或工作表 layer or sheet within the file",
        };
        Option<string?> encoding = new("--encoding") { Description = "编码 encoding: GBK, GB18030, UTF-8" };
        Option<string[]> map = new("--map") { Description = "target=SOURCE" };
        Option<string[]> set = new("--set") { Description = "target=value" };
        Option<string> mode = new("--mode")
        {
            Description = "upsert | replace | append",
            DefaultValueFactory = _ => "upsert",
        };
        mode.AcceptOnlyFromAmong("upsert", "replace", "append");
        Option<bool> dryRun = new("--dry-run") { Description = "只检查 check only" };
        Option<bool> strict = new("--strict")
        {
            Description = "有一行不合格即拒绝 refuse the file when a row is rejected",
        };
        Option<string?> report = new("--report")
        {
            Description = "把不合格行写成 CSV write the rejected rows to a CSV",
        };
        Option<string?> datum = new("--datum")
        {
            Description = "北京54、西安80 的批准参数 approved parameters of an old datum: dx,dy,dz[,rx,ry,rz,ppm]",
        };
        Option<long?> maxRows = new("--max-rows") { Description = "行数上限 most rows" };
        Option<long?> maxBytes = new("--max-bytes") { Description = "文件大小上限 largest file" };
        Option<long?> maxUnpacked = new("--max-unpacked") { Description = "解压后大小上限 largest size when unpacked" };
        Option<int?> maxRejections = new("--max-rejections")
        {
            Description = "不合格处上限，超过则拒绝整个文件 most faults before the file is refused",
        };
        Option<TimeSpan?> maxTime = new("--max-time") { Description = "时间上限 longest time, hh:mm:ss" };
        Command command = new("import", "导入文件 import a file")
        {
            file,
            layer,
            crs,
            datum,
            sourceLayer,
            encoding,
            map,
            set,
            mode,
            dryRun,
            strict,
            report,
            maxRows,
            maxBytes,
            maxUnpacked,
            maxRejections,
            maxTime,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
                var name = parsed.GetValue(layer)!;
                if (name == TerrainWriter.Layer)
                    return await TerrainImport.RunAsync(
                        connection,
                        parsed.GetValue(file)!,
                        parsed.GetValue(crs),
                        parsed.GetValue(mode)!,
                        parsed.GetValue(dryRun),
                        cancellationToken
                    );
                ImportOptions options = new()
                {
                    File = parsed.GetValue(file)!,
                    Layer =
                        catalog.Find(name)
                        ?? throw new UsageException(
                            $"--layer: 没有图层 {name}，可用 there is no such layer; use one of: {string.Join(", ", catalog.Layers.Select(l => l.Name).Append(TerrainWriter.Layer))}"
                        ),
                    Crs = parsed.GetValue(crs),
                    SourceLayer = parsed.GetValue(sourceLayer),
                    Encoding = parsed.GetValue(encoding),
                    Map = Pairs("--map", parsed.GetValue(map)),
                    Set = Pairs("--set", parsed.GetValue(set)),
                    Datum = parsed.GetValue(datum) is { } shift
                        ? DatumShift.Parse(shift)
                            ?? throw new UsageException(
                                $"--datum {shift}: 应为 dx,dy,dz 或 dx,dy,dz,rx,ry,rz,ppm should be three or seven numbers"
                            )
                        : null,
                    Limits = Limits(
                        parsed.GetValue(maxRows),
                        parsed.GetValue(maxBytes),
                        parsed.GetValue(maxUnpacked),
                        parsed.GetValue(maxRejections),
                        parsed.GetValue(maxTime)
                    ),
                };
                FileImporter.Open(options).Dispose(); // a bad file needs no database
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                IntakeOptions intake = new(
                    Enum.Parse<WriteMode>(parsed.GetValue(mode)!, ignoreCase: true),
                    parsed.GetValue(dryRun),
                    parsed.GetValue(strict),
                    Environment.UserName,
                    session.Standard.BreaksOf(name),
                    RestoringKinds: session.Standard.Relocating?.RedLine.AllowedWorkKinds
                );
                IntakeResult result;
                using (ImportProgressLine progress = new(TimeProvider.System))
                    result = await Intake.RunAsync(session.Database, options, intake, progress, cancellationToken);
                await SayAsync(result, intake.DryRun);
                if (parsed.GetValue(report) is { } path)
                    await ReportAsync(path, result, cancellationToken);
                if (result is { ImportId: not null, Changed: true })
                    await session.ComputeAsync(result.Counties, cancellationToken);
                return result.Rejections.Count > 0 ? ExitCode.RowsRejected : ExitCode.Done;
            }
        );
        return command;
    }

    private static ImportLimits Limits(long? rows, long? bytes, long? unpacked, int? rejections, TimeSpan? time)
    {
        ImportLimits sane = new();
        return sane with
        {
            MaxRows = rows ?? sane.MaxRows,
            MaxBytes = bytes ?? sane.MaxBytes,
            MaxUnpackedBytes = unpacked ?? sane.MaxUnpackedBytes,
            MaxRejections = rejections ?? sane.MaxRejections,
            MaxTime = time ?? sane.MaxTime,
        };
    }

    private static Dictionary<string, string> Pairs(string option, string[]? pairs)
    {
        Dictionary<string, string> parsed = [];
        foreach (var pair in pairs ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new UsageException($"{option} {pair}: 应为 列=值 should be target=value");
            parsed[pair[..at]] = pair[(at + 1)..];
        }

        return parsed;
    }

    private static async Task SayAsync(IntakeResult result, bool dryRun)
    {
        if (dryRun)
            await PreviewAsync(result);
        var c = result.Counts;
        await Console.Out.WriteLineAsync(
            $"{(dryRun ? "试导入（未改动） dry run, nothing changed: " : "")}读取 read {result.RowsRead}, 新增 inserted {c.Inserted}, 更新 updated {c.Updated}, 不变 unchanged {c.Unchanged}, 删除 deleted {c.Deleted}, 拒绝 rejected {result.RowsRejected} ({result.Crs}{(result.Approximate ? "（近似 approximate）" : "")}{(result.Encoding is null ? "" : ", " + result.Encoding)}){(result.ImportId is { } id ? $", 导入编号 import {id}" : "")}"
        );
        foreach (var (repair, rows) in result.Repairs)
            await Console.Error.WriteLineAsync(
                $"修复 repaired: {rows} 行 rows, {repair switch { GeometryRepair.RepeatedPoints => "去掉重复点 repeated points left out", GeometryRepair.RingOrientation => "统一环方向 rings turned", _ => "自接触环 rings that touched themselves, area unchanged" }}"
            );
        foreach (var warning in result.Warnings)
            await Console.Error.WriteLineAsync($"注意 warning: {warning}");
        foreach (var rejection in result.Rejections.Take(20))
            await Console.Error.WriteLineAsync($"拒绝 rejected {rejection}");
        if (result.Rejections.Count > 20)
            await Console.Error.WriteLineAsync(
                $"… 共 {result.Rejections.Count} 处，用 --report FILE 写出全部 in all: --report FILE writes every one"
            );
    }

    // What was understood, before anything is written.
    private static async Task PreviewAsync(IntakeResult result)
    {
        await Console.Out.WriteLineAsync("表头 → 列 header → column:");
        foreach (var match in result.Columns)
            await Console.Out.WriteLineAsync(
                $"  {match.Source} → {match.Target ?? "（不用 not used）"}{(match.Factor is { } factor ? string.Create(CultureInfo.InvariantCulture, $" × {factor:0.####}") : "")}"
            );
        foreach (var row in result.Sample)
            await Console.Out.WriteLineAsync(
                $"  {string.Join(", ", row.Values.Where(v => v.Value is not null).Select(v => $"{v.Key}={(v.Value switch { string[] words => string.Join("|", words), DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), var other => Convert.ToString(other, CultureInfo.InvariantCulture) })}"))}{(row.Geometry is { } g ? string.Create(CultureInfo.InvariantCulture, $", {g.GeometryType} {g.Coordinate.X:0.######} {g.Coordinate.Y:0.######}") : "")}"
            );
    }

    private static async Task ReportAsync(string path, IntakeResult result, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await RejectTable.WriteAsync(file, result.Rejections, cancellationToken);
    }
}
