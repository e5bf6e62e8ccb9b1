using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin tiles export</c>.</summary>
internal static class TilesCommand
{
    public static Command Create()
    {
        Option<string> output = new("-o", "--output")
        {
            Required = true,
            Description = Help.Text("写到 FILE.pmtiles 或文件夹", "Write to FILE.pmtiles or to a folder"),
        };
        Option<int> minZoom = new("--min-zoom")
        {
            DefaultValueFactory = _ => 5,
            Description = Help.Text("最小级别", "Lowest zoom level"),
        };
        Option<int> maxZoom = new("--max-zoom")
        {
            DefaultValueFactory = _ => 14,
            Description = Help.Text("最大级别", "Highest zoom level"),
        };
        Option<string?> layers = new("--layers")
        {
            Description = Help.Text("图层，用逗号隔开", "Layers, separated by commas"),
        };
        Command export = new("export", Help.Text("导出矢量瓦片；中断后可继续", "Export vector tiles; resumable"))
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
                await RunAsync(session, parsed.GetValue(layers), path, least, most, cancellationToken);
                return ExitCode.Done;
            }
        );
        return new("tiles", Help.Text("矢量瓦片", "Vector tiles")) { export };
    }

    private static async Task RunAsync(
        Session session,
        string? layers,
        string path,
        int least,
        int most,
        CancellationToken cancellationToken
    )
    {
        var statement = TileStatement.Load(session.Database.Catalog);
        string[] names =
            layers?.Split(',', StringSplitOptions.TrimEntries) ?? [.. statement.Layers.Order(StringComparer.Ordinal)];
        var about = await DescribeAsync(session, statement, names, cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        var tiles = await TileExport.RunAsync(
            session.Database,
            statement,
            names,
            path,
            least,
            most,
            about,
            Tell(start, session.Language),
            cancellationToken
        );
        if (!Console.IsErrorRedirected)
            await Console.Error.WriteAsync("\r\u001b[K");
        var seconds = TimeProvider
            .System.GetElapsedTime(start)
            .TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        await Console.Out.WriteLineAsync(
            new Bilingual(
                $"{path}：{tiles} 块瓦片，z{least}–{most}，{seconds} 秒",
                $"{path}: {tiles} tiles, z{least}–{most}, {seconds} s"
            ).Pick(session.Language)
        );
    }

    // What the file says of itself; it has no address.
    private static async Task<JsonObject> DescribeAsync(
        Session session,
        TileStatement statement,
        string[] names,
        CancellationToken cancellationToken
    )
    {
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
        return about;
    }

    // A line that is rewritten on a terminal, a line every five seconds elsewhere.
    private static Progress Tell(long start, string language)
    {
        var said = TimeSpan.Zero;
        return new(p =>
        {
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            if (elapsed < said && p.Done < p.Total)
                return;
            said = elapsed + (Console.IsErrorRedirected ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200));
            var text = ProgressText(p, elapsed).Pick(language);
            if (Console.IsErrorRedirected)
                Console.Error.WriteLine(text);
            else
                Console.Error.Write($"\r\u001b[K{text}");
        });
    }

    private static Bilingual ProgressText(TileExportProgress p, TimeSpan elapsed)
    {
        var share = (100.0 * p.Done / Math.Max(1, p.Total)).ToString("0", CultureInfo.InvariantCulture);
        var left = (elapsed * ((double)p.Total / Math.Max(1, p.Done) - 1)).TotalSeconds.ToString(
            "0",
            CultureInfo.InvariantCulture
        );
        return new(
            $"瓦片 {p.Done} / {p.Total}（{share} %），还需 {left} 秒",
            $"tiles {p.Done} / {p.Total} ({share} %), {left} s left"
        );
    }

    // Told in the thread that makes progress: a line is never older than the one before.
    private sealed class Progress(Action<TileExportProgress> say) : IProgress<TileExportProgress>
    {
        public void Report(TileExportProgress value) => say(value);
    }
}
