using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin gaps</c>.</summary>
internal static class Gaps
{
    // Pages are for the web: the command line lists all, or as many as --limit says.
    public static Command Create() =>
        Question.Of<QueryParameters, GapDocument>(
            new("gaps", Help.Text("哪些自然屯还没有通", "Hamlets that still lack a service")),
            (session, request, _, cancellationToken) =>
                GapReport.RunAsync(
                    session.Ways,
                    request.AsWhole(),
                    session.ReadCountyAsync,
                    Session.Today,
                    cancellationToken
                ),
            leaveOut: ["cursor"],
            table: WriteTableAsync,
            file: GapFormats.WriteAsync
        );

    private static async Task WriteTableAsync(TextWriter text, GapDocument document, string language)
    {
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
