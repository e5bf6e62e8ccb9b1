using System.CommandLine;
using System.Globalization;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin gaps</c>.</summary>
internal static class Gaps
{
    public static Command Create()
    {
        // Pages are for the web: the command line lists all, or as many as --limit says.
        RequestOptions<QueryParameters> request = new(leaveOut: ["cursor"]);
        Option<string> format = new("--format")
        {
            Description = "table | json | geojson | csv | xlsx",
            DefaultValueFactory = _ => "table",
        };
        format.AcceptOnlyFromAmong(["table", .. GapFormats.Names]);
        Option<string?> output = new("-o", "--output") { Description = Help.Text("写入文件", "Write to a file") };
        Command command = new("gaps", Help.Text("哪些自然屯还没有通", "Hamlets that still lack a service"))
        {
            format,
            output,
        };
        request.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                if (parsed.GetValue(format) == "xlsx" && parsed.GetValue(output) is null)
                    throw new UsageException(new("xlsx 需要 -o FILE。", "xlsx needs -o FILE."));
                var asked = request.Read(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var document = await AllAsync(session, asked, cancellationToken);
                if (parsed.GetValue(output) is { } path)
                {
                    await using var file = File.Create(path);
                    await WriteAsync(file, parsed.GetValue(format)!, document, connection.Language, cancellationToken);
                }
                else
                {
                    await using var console = Console.OpenStandardOutput();
                    await WriteAsync(
                        console,
                        parsed.GetValue(format)!,
                        document,
                        connection.Language,
                        cancellationToken
                    );
                    if (parsed.GetValue(format) == "json")
                        console.WriteByte((byte)'\n');
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    // The command line has no pages: one query lists all.
    private static async Task<GapDocument> AllAsync(
        Session session,
        QueryParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await GapReport.RunAsync(
            session.Database,
            session.Standard,
            parameters.AsWhole(),
            session.ReadCountyAsync,
            Session.Today,
            cancellationToken
        );
        return document ?? throw new UsageException(OptionFault.Describe(fault!));
    }

    private static Task WriteAsync(
        Stream target,
        string format,
        GapDocument document,
        string language,
        CancellationToken cancellationToken
    ) =>
        format == "table"
            ? WriteTableAsync(target, document, language)
            : GapFormats.WriteAsync(target, format, document, language, cancellationToken);

    private static async Task WriteTableAsync(Stream target, GapDocument document, string language)
    {
        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        var en = language == "en";
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        await text.WriteLineAsync(Heading(document).Pick(language));
        string[] head = en
            ? ["code", "name", "village", "township", "households", "verdict", "reason", "to upgrade m", "to build m"]
            : ["编码", "名称", "行政村", "乡镇", "户数", "判定", "原因", "可改造 米", "需新建 米"];
        List<string[]> rows = [head];
        foreach (var i in document.Items)
            rows.Add([
                i.Code,
                i.Name ?? "",
                i.Village ?? "",
                i.Township ?? "",
                Number(i.Households),
                Words.Parse<Verdict>(i.Verdict).Title().Pick(language),
                Words.Parse<VerdictReason>(i.Reason).Title().Pick(language),
                Number(i.MetresToUpgrade),
                Number(i.MetresToBuild),
            ]);
        await TextTable.WriteAsync(text, rows, right: [4, 7, 8]);
    }

    private static Bilingual Heading(GapDocument document)
    {
        var t = document.Totals;
        var question = $"{document.Service} ≥ {document.MinHouseholds}, {document.AsOf:yyyy-MM-dd}";
        var (hamlets, assessed) = (Count(t.Hamlets), Count(t.Assessed));
        var (households, persons) = (Count(t.Households), Count(t.Population));
        return new(
            $"{question}{(document.Forecast ? "（预计）" : "")}: {hamlets} / {assessed}, {households} 户, {persons} 人",
            $"{question}{(document.Forecast ? " (forecast)" : "")}: {hamlets} of {assessed}, "
                + $"{households} households, {persons} persons"
        );
    }

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double? value) =>
        value is { } v ? Math.Round(v).ToString("#,0", CultureInfo.InvariantCulture) : "–";
}
