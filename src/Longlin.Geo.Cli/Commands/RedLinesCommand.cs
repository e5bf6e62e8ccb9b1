using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin sites red-lines</c>: places left behind, a proposal, a sheet.</summary>
internal static class RedLinesCommand
{
    public static Command Create()
    {
        Option<string?> asOf = new("--as-of")
        {
            Description = Help.Text("日期，如 2019-12-31", "Date, such as 2019-12-31"),
        };
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
        Option<string> format = new("--format")
        {
            Description = "table | json | geojson | csv | xlsx",
            DefaultValueFactory = _ => "table",
        };
        format.AcceptOnlyFromAmong(["table", .. RedLineFormats.Names]);
        Option<string?> output = new("-o", "--output") { Description = Help.Text("写入文件", "Write to a file") };
        Command command = new("red-lines", Help.Text("搬出地红线", "Vacated hamlets and their red lines"))
        {
            asOf,
            propose,
            sheet,
            format,
            output,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (connection, form, path) = (
                    ConnectionOptions.From(parsed),
                    parsed.GetValue(format)!,
                    parsed.GetValue(output)
                );
                if (parsed.GetValue(propose) is not null && parsed.GetValue(sheet) is not null)
                    throw new UsageException(
                        new("--propose 与 --sheet 不能同用。", "--propose and --sheet do not go together.")
                    );
                if (form == "xlsx" && path is null)
                    throw new UsageException(new("xlsx 需要 -o FILE。", "xlsx needs -o FILE."));
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var today = Session.Today;
                if (parsed.GetValue(propose) is { } hamlet)
                {
                    var (feature, missing) = await RedLineReport.ProposeAsync(
                        session.Database,
                        session.Standard,
                        hamlet,
                        cancellationToken
                    );
                    if (feature is null)
                        throw new UsageException(
                            (
                                missing
                                ?? new Bilingual($"没有编码为 {hamlet} 的自然屯", $"no hamlet has the code {hamlet}")
                            ).Prefix("--propose: ")
                        );
                    await TextAsync(path, JsonSerializer.Serialize(feature, JsonForms.Document), cancellationToken);
                    return ExitCode.Done;
                }

                if (parsed.GetValue(sheet) is { } place)
                {
                    var (page, wrong) = await RedLineReport.SheetAsync(
                        session.Database,
                        session.Standard,
                        place,
                        parsed.GetValue(asOf),
                        today,
                        cancellationToken
                    );
                    await TextAsync(
                        path,
                        page?.Html(connection.Language) ?? throw new UsageException(OptionFault.Describe(wrong!)),
                        cancellationToken
                    );
                    return ExitCode.Done;
                }

                var (document, fault) = await RedLineReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(asOf),
                    today,
                    cancellationToken
                );
                if (document is null)
                    throw new UsageException(OptionFault.Describe(fault!));
                await using var target = path is null ? Console.OpenStandardOutput() : File.Create(path);
                if (form == "table")
                    await WriteTableAsync(target, document, connection.Language);
                else
                    await RedLineFormats.WriteAsync(target, form, document, connection.Language, cancellationToken);
                if (form is "json" or "geojson")
                    target.WriteByte((byte)'\n');
                return ExitCode.Done;
            }
        );
        return command;
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
