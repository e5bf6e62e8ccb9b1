using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands.Moving;

/// <summary><c>longlin sites candidates</c>.</summary>
internal static class CandidatesCommand
{
    public static Command Create() =>
        Question.Of<CandidateRequest, CandidateDocument>(
            new("candidates", Help.Text("谁应搬迁：五项条件与成本", "Who should move: the five tests and the costs")),
            (session, request, _, cancellationToken) =>
                CandidateReport.RunAsync(session.Ways, request.AsWhole(), Session.Today, cancellationToken),
            leaveOut: ["cursor"],
            table: WriteTableAsync,
            file: CandidateFormats.WriteAsync
        );

    private static async Task WriteTableAsync(TextWriter text, CandidateDocument document, string language)
    {
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
