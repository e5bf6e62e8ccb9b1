using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Sites;

namespace Longlin.Geo.Cli.Commands.Sites;

/// <summary><c>longlin sites score</c>.</summary>
internal static class SitesScore
{
    private static readonly string[] Formats = ["table", "json", "xlsx"];

    public static Command Create()
    {
        Option<string?> sites = new("--sites")
        {
            Description = Help.Text("安置点编码，用逗号隔开", "Codes of sites, separated by commas"),
        };
        Option<string?> geometry = new("--geometry")
        {
            Description = Help.Text(
                "GeoJSON 文件（经纬度）：Point、Polygon、Feature 或 FeatureCollection",
                "GeoJSON file (longitude and latitude): Point, Polygon, Feature or FeatureCollection"
            ),
        };
        RequestOptions<SiteRequest> options = new("moveInOn");
        var format = OutputFile.Format(Formats);
        var output = OutputFile.Path();
        Command command = new(
            "score",
            Help.Text("安置点能否用、得几分、入住日有哪些设施", "Violations, score and services of sites")
        )
        {
            sites,
            geometry,
            format,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var (form, path) = OutputFile.Of(parsed, format, output, Formats);
                var question = options.Read(parsed);
                if ((parsed.GetValue(sites) is null) == (parsed.GetValue(geometry) is null))
                    throw new UsageException(new("请给出 --sites 或 --geometry。", "Give --sites or --geometry."));
                List<SiteRequest> requests = parsed.GetValue(sites) is { } codes
                    ?
                    [
                        question with
                        {
                            Sites = codes.Split(
                                ',',
                                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                            ),
                        },
                    ]
                    :
                    [
                        .. (await GeometriesAsync(parsed.GetValue(geometry)!, cancellationToken)).Select(g =>
                            question with
                            {
                                Geometry = g,
                            }
                        ),
                    ];
                if (requests.Count == 0)
                    throw new UsageException(
                        new(
                            $"--geometry: {parsed.GetValue(geometry)} 中没有图形。",
                            $"--geometry: {parsed.GetValue(geometry)} holds no shape."
                        )
                    );
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var networks = session.Networks();
                SiteDocument? all = null;
                foreach (var request in requests)
                {
                    var (document, fault) = await SiteReport.RunAsync(
                        session.Database,
                        session.Standard,
                        request,
                        networks,
                        Session.Today,
                        cancellationToken
                    );
                    if (document is null)
                        throw new UsageException(OptionFault.Describe(fault!));
                    all = all is null ? document : all with { Sites = [.. all.Sites, .. document.Sites] };
                }

                await OutputFile.WriteAsync(
                    form,
                    path,
                    target =>
                        form switch
                        {
                            "xlsx" => DocumentTable
                                .Of(all!)
                                .WriteAsync(target, "xlsx", connection.Language, cancellationToken),
                            "json" => JsonSerializer.SerializeAsync(
                                target,
                                all!,
                                JsonForms.Document,
                                cancellationToken
                            ),
                            _ => WriteTableAsync(target, all!, connection.Language),
                        }
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task WriteTableAsync(Stream target, SiteDocument document, string language)
    {
        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        var en = language == "en";
        foreach (var site in document.Sites)
        {
            await text.WriteLineAsync(
                $"{site.Code ?? (en ? "drawn" : "画出")} {site.Name} {site.Township}: {site.Sentence.Pick(language)}"
            );
            List<string[]> rows =
            [
                en
                    ? ["factor", "by road m", "straight m", "nearest", "score", "weight"]
                    : ["因素", "路程 米", "直线 米", "最近", "得分", "权重"],
            ];
            foreach (var f in site.Factors)
                rows.Add([
                    f.Title.Pick(language),
                    Number(f.DistanceM),
                    Number(f.StraightLineM),
                    f.Name ?? f.Code ?? "–",
                    f.Score is { } s ? Text(s) : $"{Text(f.ScoreLow)}–{Text(f.ScoreHigh)} ({f.Unknown})",
                    Text(f.Weight),
                ]);
            await TextTable.WriteAsync(text, rows, right: [1, 2]);
            await text.WriteLineAsync($"  {site.Capacity.Sentence.Pick(language)}");
            var slope =
                site.Slope.MeanDegrees is { } mean
                    ? string.Create(CultureInfo.InvariantCulture, $"{mean:0.#}° / {site.Slope.MaxDegrees:0.#}°")
                : en ? "not known"
                : "未知";
            var services = site.Services.Select(s => $"{s.Title.Pick(language)} {s.Verdict}");
            await text.WriteLineAsync($"  {(en ? "slope" : "坡度")} {slope}; {string.Join(", ", services)}");
        }
    }

    private static string Number(double? value) =>
        value is { } v ? Math.Round(v).ToString("#,0", CultureInfo.InvariantCulture) : "–";

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<JsonElement>> GeometriesAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var file = File.OpenRead(path);
            var root = (await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken)).RootElement;
            return Type(root) switch
            {
                "FeatureCollection" =>
                [
                    .. root.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("geometry")),
                ],
                "Feature" => [root.GetProperty("geometry")],
                _ => [root],
            };
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or IOException
                        or UnauthorizedAccessException
                        or KeyNotFoundException
                        or InvalidOperationException
            )
        {
            throw new UsageException(new($"读不了 {path}：{e.Message}", $"{path} cannot be read: {e.Message}"));
        }
    }

    private static string? Type(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) ? type.GetString() : null;
}
