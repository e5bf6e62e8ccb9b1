using System.CommandLine;
using System.Globalization;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin sites candidates</c>.</summary>
internal static class CandidatesCommand
{
    public static Command Create()
    {
        Option<string?> asOf = new("--as-of")
        {
            Description = Help.Text("日期，如 2018-12-31", "Date, such as 2018-12-31"),
        };
        Option<string?> area = new("--area") { Description = Help.Text("区划编码", "Code of an administrative area") };
        Option<bool> all = new("--all")
        {
            Description = Help.Text(
                "列出每个自然屯，不只是建议搬迁的",
                "List every hamlet, not only those recommended"
            ),
        };
        Option<string?> sort = new("--sort") { Description = "tests | code | cost | households" };
        Option<string> format = new("--format")
        {
            Description = "table | json | geojson | csv | xlsx",
            DefaultValueFactory = _ => "table",
        };
        format.AcceptOnlyFromAmong(["table", .. CandidateFormats.Names]);
        Option<string?> output = new("-o", "--output") { Description = Help.Text("写入文件", "Write to a file") };
        Command command = new(
            "candidates",
            Help.Text("谁应搬迁：五项条件与成本", "Who should move: the five tests and the costs")
        )
        {
            asOf,
            area,
            all,
            sort,
            format,
            output,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var form = parsed.GetValue(format)!;
                if (form == "xlsx" && parsed.GetValue(output) is null)
                    throw new UsageException(new("xlsx 需要 -o FILE。", "xlsx needs -o FILE."));
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                CandidateParameters parameters = new(
                    parsed.GetValue(asOf),
                    parsed.GetValue(area),
                    parsed.GetValue(all) ? "true" : null,
                    parsed.GetValue(sort),
                    Whole: true
                );
                var (document, fault) = await CandidateReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parameters,
                    Session.Today,
                    cancellationToken
                );
                if (document is null)
                    throw new UsageException(OptionFault.Describe(fault!));
                await using var target = parsed.GetValue(output) is { } path
                    ? File.Create(path)
                    : Console.OpenStandardOutput();
                if (form == "table")
                    await WriteTableAsync(target, document, connection.Language);
                else
                    await CandidateFormats.WriteAsync(target, form, document, connection.Language, cancellationToken);
                if (form is "json" or "geojson")
                    target.WriteByte((byte)'\n');
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task WriteTableAsync(Stream target, CandidateDocument document, string language)
    {
        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        var (en, t) = (language == "en", document.Totals);
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        await text.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{document.AsOf:yyyy-MM-dd}: {t.Hamlets:#,0} / {t.Assessed:#,0}, "
                    + $"{t.Households:#,0} {(en ? "households" : "户")}, {t.Population:#,0} {(en ? "persons" : "人")}, "
                    + $"{t.ConsentingHouseholds:#,0} {(en ? "households consent" : "户同意")}"
            )
        );
        List<string[]> rows =
        [
            en
                ?
                [
                    "code",
                    "name",
                    "township",
                    "households",
                    "persons",
                    "consent",
                    "marked",
                    "tests",
                    "unknown",
                    "met",
                    "in place yuan/hh",
                    "moving yuan/hh",
                ]
                :
                [
                    "编码",
                    "名称",
                    "乡镇",
                    "户数",
                    "人口",
                    "同意户",
                    "已标记",
                    "符合",
                    "未知",
                    "条件",
                    "就地 元/户",
                    "搬迁 元/户",
                ],
        ];
        foreach (var i in document.Items)
            rows.Add([
                i.Code,
                i.Name ?? "",
                i.Township ?? "",
                Number(i.Households),
                Number(i.Population),
                Number(i.ConsentingHouseholds),
                i.Relocate ? "✓" : "",
                Number(i.TestsMet),
                Number(i.TestsUnknown),
                string.Join(',', i.Tests.Where(x => x.Verdict == "met").Select(x => x.Test)),
                (i.ServingComplete ? "" : "≥") + Number((double?)i.ServingYuanPerHousehold),
                Number((double?)i.MovingYuanPerHousehold),
            ]);
        await TextTable.WriteAsync(text, rows, right: [3, 4, 5, 7, 8, 10, 11]);
        await text.WriteLineAsync(document.Note.Pick(language));
    }

    private static string Number(double? value) =>
        value is { } v ? Math.Round(v).ToString("#,0", CultureInfo.InvariantCulture) : "–";
}
