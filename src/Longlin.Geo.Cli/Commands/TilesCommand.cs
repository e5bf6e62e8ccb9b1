using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin tiles export</c>.</summary>
internal static class TilesCommand
{
    public static Command Create()
    {
        Option<string> output = new("-o", "--output")
        {
            Required = true,
            Description = "FILE.pmtiles，或文件夹 or a folder",
        };
        Option<int> minZoom = new("--min-zoom")
        {
            DefaultValueFactory = _ => 5,
            Description = "最小级别 smallest zoom",
        };
        Option<int> maxZoom = new("--max-zoom")
        {
            DefaultValueFactory = _ => 14,
            Description = "最大级别 largest zoom",
        };
        Option<string?> layers = new("--layers") { Description = "图层，逗号分隔 layers joined by commas" };
        Command export = new("export", "导出矢量瓦片 write vector tiles; an export that was stopped goes on")
        {
            output,
            minZoom,
            maxZoom,
            layers,
        };
        export.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (least, most, path) = (
                    parsed.GetValue(minZoom),
                    parsed.GetValue(maxZoom),
                    parsed.GetValue(output)!
                );
                if (least < 0 || most > TileStatement.MaxZoom || least > most)
                    throw new UsageException(
                        new(
                            $"--min-zoom, --max-zoom: 应为 0 到 {TileStatement.MaxZoom}，且不反向",
                            $"--min-zoom, --max-zoom: should lie between 0 and {TileStatement.MaxZoom}, in order"
                        )
                    );
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                var statement = TileStatement.Load(session.Database.Catalog);
                string[] names =
                    parsed.GetValue(layers)?.Split(',', StringSplitOptions.TrimEntries)
                    ?? [.. statement.Layers.Order(StringComparer.Ordinal)];
                using TileQuery query = new(session.Database, statement);
                if (query.Fault(names, 0, 0, 0) is { } fault)
                    throw new UsageException(fault.Message.Prefix("--layers: "));
                Dictionary<string, IReadOnlyList<string>> fields = [];
                foreach (var name in names)
                    fields[name] = await query.FieldsAsync(
                        name,
                        session.Standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service),
                        cancellationToken
                    );
                var note = (await CountyState.RunAsync(session.Database, null, cancellationToken))!.Synthetic
                    ? CountyState.SyntheticNote
                    : null;
                var about = MapStyle.TileJson(session.Database.Catalog, fields, "", null, note);
                about.Remove("tiles");
                var start = TimeProvider.System.GetTimestamp();
                var said = TimeSpan.Zero;
                Progress progress = new(p =>
                {
                    var elapsed = TimeProvider.System.GetElapsedTime(start);
                    if (elapsed < said && p.Done < p.Total)
                        return;
                    said =
                        elapsed
                        + (Console.IsErrorRedirected ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200));
                    var text = string.Create(
                        CultureInfo.InvariantCulture,
                        $"瓦片 tiles {p.Done} / {p.Total} ({100.0 * p.Done / Math.Max(1, p.Total):0} %), 还需 left {(elapsed * ((double)p.Total / Math.Max(1, p.Done) - 1)).TotalSeconds:0} s"
                    );
                    if (Console.IsErrorRedirected)
                        Console.Error.WriteLine(text);
                    else
                        Console.Error.Write($"\r\u001b[K{text}");
                });
                var tiles = await TileExport.RunAsync(
                    session.Database,
                    statement,
                    names,
                    path,
                    least,
                    most,
                    about,
                    progress,
                    cancellationToken
                );
                if (!Console.IsErrorRedirected)
                    await Console.Error.WriteAsync("\r\u001b[K");
                await Console.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path}: {tiles} 块瓦片 tiles, z{least}–{most}, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s"
                    )
                );
                return ExitCode.Done;
            }
        );
        return new("tiles", "矢量瓦片 vector tiles") { export };
    }

    // Told in the thread that makes progress: a line is never older than the one before.
    private sealed class Progress(Action<TileExportProgress> say) : IProgress<TileExportProgress>
    {
        public void Report(TileExportProgress value) => say(value);
    }
}
