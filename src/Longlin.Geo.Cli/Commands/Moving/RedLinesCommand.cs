using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands.Moving;

/// <summary><c>longlin sites red-lines</c>: places left behind, a proposal, a sheet.</summary>
internal static class RedLinesCommand
{
    private static readonly string[] Formats = ["table", .. RedLineFormats.Names];

    public static Command Create()
    {
        RequestOptions<DayRequest> request = new();
        Option<string?> propose = new("--propose")
        {
            Description = Help.Text(
                "自然屯编码：输出建议的红线（GeoJSON）",
                "Code of a hamlet: write a proposed red line (GeoJSON)"
            ),
        };
        Option<string?> sheet = new("--sheet")
        {
            Description = Help.Text(
                "自然屯编码：输出红线图（HTML，可按 A4 打印）",
                "Code of a hamlet: write its red-line sheet (HTML, prints on A4)"
            ),
        };
        var format = OutputFile.Format(Formats);
        var output = OutputFile.Path();
        Command command = new("red-lines", Help.Text("搬出地红线", "Vacated hamlets and their red lines"))
        {
            propose,
            sheet,
            format,
            output,
        };
        request.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var asOf = request.Read(parsed).AsOf;
                if (parsed.GetValue(propose) is not null && parsed.GetValue(sheet) is not null)
                    throw new UsageException(
                        new("--propose 与 --sheet 不能同用。", "--propose and --sheet do not go together.")
                    );
                var (form, path) = (parsed.GetValue(propose) ?? parsed.GetValue(sheet)) is null
                    ? OutputFile.Of(parsed, format, output, Formats)
                    : ("", parsed.GetValue(output));
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                if (parsed.GetValue(propose) is { } hamlet)
                    await TextAsync(path, await ProposeAsync(session, hamlet, cancellationToken), cancellationToken);
                else if (parsed.GetValue(sheet) is { } place)
                    await TextAsync(
                        path,
                        await SheetAsync(session, place, asOf, connection.Language, cancellationToken),
                        cancellationToken
                    );
                else
                {
                    var document = await RedLineReport.RunAsync(
                        session.Database,
                        session.Standard,
                        asOf,
                        Session.Today,
                        cancellationToken
                    );
                    await OutputFile.WriteAsync(
                        form,
                        path,
                        target =>
                            form == "table"
                                ? WriteTableAsync(target, document, connection.Language)
                                : RedLineFormats.WriteAsync(
                                    target,
                                    form,
                                    document,
                                    connection.Language,
                                    cancellationToken
                                )
                    );
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<string> ProposeAsync(Session session, string hamlet, CancellationToken cancellationToken)
    {
        var (feature, missing) = await RedLineReport.ProposeAsync(
            session.Database,
            session.Standard,
            hamlet,
            cancellationToken
        );
        return feature is null
            ? throw new UsageException(
                (missing ?? new Bilingual($"没有编码为 {hamlet} 的自然屯", $"no hamlet has the code {hamlet}")).Prefix(
                    "--propose: "
                )
            )
            : JsonSerializer.Serialize(feature, JsonForms.Document);
    }

    private static async Task<string> SheetAsync(
        Session session,
        string hamlet,
        DateOnly? asOf,
        string language,
        CancellationToken cancellationToken
    )
    {
        var (page, wrong) = await RedLineReport.SheetAsync(
            session.Database,
            session.Standard,
            hamlet,
            asOf,
            Session.Today,
            cancellationToken
        );
        return page?.Html(language) ?? throw new UsageException(wrong!.Message.Prefix("--sheet: "));
    }

    private static async Task TextAsync(string? path, string text, CancellationToken cancellationToken)
    {
        if (path is null)
            await Console.Out.WriteLineAsync(text.AsMemory(), cancellationToken);
        else
            await File.WriteAllTextAsync(path, text, cancellationToken);
    }

    private static async Task WriteTableAsync(Stream target, RedLineDocument document, string language)
    {
        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        var (en, t) = (language == "en", document.Totals);
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        await text.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{document.AsOf:yyyy-MM-dd}: {t.Vacated:#,0} {(en ? "vacated" : "个已搬空")}, "
                    + $"{t.Drawn:#,0} {(en ? "drawn" : "个已划红线")}, {t.AreaMu:#,0.##} {(en ? "mu" : "亩")}, "
                    + $"{(en ? "reclaimed" : "已复垦")} {t.ReclaimedMu:#,0.##}"
            )
        );
        List<string[]> rows =
        [
            en
                ? ["code", "name", "township", "vacated", "red line", "mu", "reclaimed mu", "land ha", "forbidden"]
                : ["编码", "名称", "乡镇", "搬空", "红线", "亩", "已复垦 亩", "地类 公顷", "线内新建"],
        ];
        foreach (var i in document.Items)
            rows.Add([
                i.Code,
                i.Name ?? "",
                i.Township ?? "",
                i.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–",
                i.RedLines.Count > 0 ? string.Join(',', i.RedLines) : "–",
                Number(i.AreaMu),
                Number(i.ReclaimedMu),
                i.Land is null
                    ? "–"
                    : string.Join(
                        ", ",
                        i.Land.Select(l => FormattableString.Invariant($"{l.Kind} {l.AreaHectares:0.##}"))
                    ),
                i.Forbidden is null ? "–" : string.Join(' ', i.Forbidden.Select(f => f.Code)),
            ]);
        await TextTable.WriteAsync(text, rows, right: [5, 6]);
    }

    private static string Number(double? value) =>
        value is { } v ? v.ToString("#,0.##", CultureInfo.InvariantCulture) : "–";
}
