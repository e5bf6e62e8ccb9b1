using System.CommandLine;
using Longlin.Geo.Crs;
using Longlin.Geo.Features;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin import</c>.</summary>
internal sealed class Import
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = Help.Text(
            "文件：.shp、.zip、.gpkg、.geojson、.csv、.xlsx、.osm.pbf；高程（--layer terrain）：.tif、.hgt、.zip",
            "File: .shp, .zip, .gpkg, .geojson, .csv, .xlsx, .osm.pbf; elevations (--layer terrain): .tif, .hgt, .zip"
        ),
    };
    private readonly Option<string> _layer = new("--layer")
    {
        Required = true,
        Description = Help.Text("图层", "Layer"),
    };
    private readonly Option<string?> _crs = new("--crs")
    {
        Description = Help.Text(
            "坐标系：EPSG 代码（EPSG:4490）、WKT、PROJ 文字、GCJ-02、BD-09",
            "Coordinate system: an EPSG code (EPSG:4490), WKT, PROJ text, GCJ-02, BD-09"
        ),
    };
    private readonly Option<string?> _sourceLayer = new("--source-layer")
    {
        Description = Help.Text("文件中的图层或工作表", "Layer or sheet within the file"),
    };
    private readonly Option<string?> _encoding = new("--encoding")
    {
        Description = Help.Text("文字编码：GBK、GB18030、UTF-8", "Text encoding: GBK, GB18030, UTF-8"),
    };
    private readonly Option<string[]> _map = new("--map") { Description = "target=SOURCE" };
    private readonly Option<string[]> _set = new("--set") { Description = "target=value" };
    private readonly Option<string[]> _value = new("--value")
    {
        Description = Help.Text(
            "column:SOURCE=value，文件中的词对应的值，如 surface:沥混=asphalt",
            "column:SOURCE=value, what a word of the file means, such as surface:BT=asphalt"
        ),
    };
    private readonly Option<bool> _numberRepeats = new("--number-repeats")
    {
        Description = Help.Text(
            "重复的编码依次编号（同一路线编号的各路段）",
            "Number codes that repeat (sections of one road number)"
        ),
    };
    private readonly Option<string> _mode = new("--mode")
    {
        Description = "upsert | replace | append",
        DefaultValueFactory = _ => "upsert",
    };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = Help.Text("只检查，不写入", "Check only, write nothing"),
    };
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = Help.Text("有一行不合格即拒绝整个文件", "Reject the whole file if any row is rejected"),
    };
    private readonly Option<bool> _confirm = new("--confirm")
    {
        Description = Help.Text(
            "确认：数据确实在县外，或 replace 确实要删去许多对象",
            "Confirm that the data do lie outside the county, or that replace is to remove many features"
        ),
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = Help.Text(
            "把全部不合格处与修复写成 CSV 文件",
            "Write every rejection and every repair to a CSV file"
        ),
    };
    private readonly Option<string?> _datum = new("--datum")
    {
        Description = Help.Text(
            "北京54、西安80 的批准参数：dx,dy,dz[,rx,ry,rz,ppm]",
            "Approved parameters for Beijing 1954 or Xi'an 1980: dx,dy,dz[,rx,ry,rz,ppm]"
        ),
    };
    private readonly Option<long?> _maxRows = new("--max-rows")
    {
        Description = Help.Text("行数上限", "Maximum number of rows"),
    };
    private readonly Option<long?> _maxBytes = new("--max-bytes")
    {
        Description = Help.Text("文件大小上限（字节）", "Maximum file size in bytes"),
    };
    private readonly Option<long?> _maxUnpacked = new("--max-unpacked")
    {
        Description = Help.Text("解压后大小上限（字节）", "Maximum unpacked size in bytes"),
    };
    private readonly Option<int?> _maxRejections = new("--max-rejections")
    {
        Description = Help.Text(
            "不合格处上限，超过则拒绝整个文件",
            "Maximum number of faults before the whole file is rejected"
        ),
    };
    private readonly Option<TimeSpan?> _maxTime = new("--max-time")
    {
        Description = Help.Text("时间上限（hh:mm:ss）", "Time limit (hh:mm:ss)"),
    };

    private Import() => _mode.AcceptOnlyFromAmong("upsert", "replace", "append");

    public static Command Create() => new Import().ToCommand();

    private Command ToCommand()
    {
        Command command = new("import", Help.Text("导入文件", "Import a file"))
        {
            _file,
            _layer,
            _crs,
            _datum,
            _sourceLayer,
            _encoding,
            _map,
            _set,
            _value,
            _numberRepeats,
            _mode,
            _confirm,
            _dryRun,
            _strict,
            _report,
            _maxRows,
            _maxBytes,
            _maxUnpacked,
            _maxRejections,
            _maxTime,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var connection = ConnectionOptions.From(parsed);
        if (parsed.GetValue(_layer) == TerrainWriter.Layer)
            return await TerrainImport.RunAsync(
                connection,
                parsed.GetValue(_file)!,
                parsed.GetValue(_crs),
                parsed.GetValue(_mode)!,
                parsed.GetValue(_dryRun),
                cancellationToken
            );
        var options = Options(parsed);
        FileImporter.Open(options).Dispose(); // a bad file needs no database
        await using var session = await Session.OpenAsync(connection, cancellationToken);
        var intake = Intake(parsed, session, options.Layer.Name);
        IntakeResult result;
        using (ImportProgressLine progress = new(TimeProvider.System, connection.Language))
            result = await Store.Intake.RunAsync(session.Database, options, intake, progress, cancellationToken);
        await new ImportSummary(connection.Language).WriteAsync(result, intake.DryRun);
        if (parsed.GetValue(_report) is { } path)
        {
            await using var file = File.Create(path);
            await RejectTable.WriteAsync(
                file,
                result.Rejections,
                result.RepairList,
                connection.Language,
                cancellationToken
            );
        }

        if (result is { ImportId: not null, Changed: true })
            await session.ComputeAsync(result.Counties, cancellationToken);
        return result.Rejections.Count > 0 ? ExitCode.RowsRejected : ExitCode.Done;
    }

    private ImportOptions Options(ParseResult parsed) =>
        new()
        {
            File = parsed.GetValue(_file)!,
            Layer = Layer(parsed.GetValue(_layer)!),
            Crs = parsed.GetValue(_crs),
            SourceLayer = parsed.GetValue(_sourceLayer),
            Encoding = parsed.GetValue(_encoding),
            Map = Pairs("--map", parsed.GetValue(_map)),
            Set = Pairs("--set", parsed.GetValue(_set)),
            Meanings = Meanings(parsed.GetValue(_value)),
            Confirmed = parsed.GetValue(_confirm),
            Datum = parsed.GetValue(_datum) is { } shift ? Datum(shift) : null,
            Limits = Limits(parsed),
        };

    private static LayerDescription Layer(string name)
    {
        var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
        if (catalog.Find(name) is { } layer)
            return layer;
        var known = catalog.Layers.Select(l => l.Name).Append(TerrainWriter.Layer).ToArray();
        throw new UsageException(
            new(
                $"--layer: 没有图层 {name}，可用：{string.Join("、", known)}。",
                $"--layer: there is no layer {name}; use one of: {string.Join(", ", known)}."
            )
        );
    }

    private static DatumShift Datum(string shift) =>
        DatumShift.Parse(shift)
        ?? throw new UsageException(
            new(
                $"--datum {shift}: 应为 dx,dy,dz 或 dx,dy,dz,rx,ry,rz,ppm。",
                $"--datum {shift}: should be dx,dy,dz or dx,dy,dz,rx,ry,rz,ppm."
            )
        );

    private ImportLimits Limits(ParseResult parsed)
    {
        ImportLimits usual = new();
        return usual with
        {
            MaxRows = parsed.GetValue(_maxRows) ?? usual.MaxRows,
            MaxBytes = parsed.GetValue(_maxBytes) ?? usual.MaxBytes,
            MaxUnpackedBytes = parsed.GetValue(_maxUnpacked) ?? usual.MaxUnpackedBytes,
            MaxRejections = parsed.GetValue(_maxRejections) ?? usual.MaxRejections,
            MaxTime = parsed.GetValue(_maxTime) ?? usual.MaxTime,
        };
    }

    private IntakeOptions Intake(ParseResult parsed, Session session, string layer) =>
        new(
            Enum.Parse<WriteMode>(parsed.GetValue(_mode)!, ignoreCase: true),
            parsed.GetValue(_dryRun),
            parsed.GetValue(_strict),
            Environment.UserName,
            session.Standard.BreaksOf(layer),
            RestoringKinds: session.Standard.Relocating?.RedLine.AllowedWorkKinds,
            NumberRepeats: parsed.GetValue(_numberRepeats),
            Services: session.Standard.All.ToDictionary(s => s.Service, s => s.Title)
        );

    private static WordMeanings Meanings(string[]? written)
    {
        WordMeanings meanings = new();
        foreach (var one in written ?? [])
        {
            if (!meanings.TryAdd(one))
                throw new UsageException(
                    new(
                        $"--value {one}: 应为 列:文件中的词=值，如 surface:沥混=asphalt。",
                        $"--value {one}: should be column:SOURCE=value, such as surface:BT=asphalt."
                    )
                );
        }

        return meanings;
    }

    private static Dictionary<string, string> Pairs(string option, string[]? pairs)
    {
        Dictionary<string, string> parsed = [];
        foreach (var pair in pairs ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new UsageException(
                    new($"{option} {pair}: 应为 列=值。", $"{option} {pair}: should be target=value.")
                );
            parsed[pair[..at]] = pair[(at + 1)..];
        }

        return parsed;
    }
}
