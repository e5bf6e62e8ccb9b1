using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Reports.Networks;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin fixes</c>.</summary>
internal static class FixesCommand
{
    public static Command Create() =>
        Question.Of<FixesRequest, FixesDocument>(
            new("fixes", Help.Text("先修哪些路段：每元让最多农户受益", "Segments that free most households per yuan")),
            (session, request, _, cancellationToken) =>
                FixesReport.RunAsync(session.Ways, request.AsWhole(), Session.Today, cancellationToken),
            table: WriteTableAsync
        );

    private static async Task WriteTableAsync(TextWriter text, FixesDocument document, string language)
    {
        var en = language == "en";
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        var (hamlets, households) = (Count(document.Hamlets), Count(document.Households));
        await text.WriteLineAsync(
            $"{document.Service} ≥ {document.MinHouseholds}, {document.AsOf:yyyy-MM-dd}: "
                + (en ? $"{hamlets} hamlets, {households} households" : $"{hamlets} 屯, {households} 户")
        );
        if (document is { SpentYuan: { } yuan, Bound: { } bound })
            await text.WriteLineAsync(
                en
                    ? $"In this order {Count(yuan)} yuan free {Count(document.FreedHouseholds)} households; the same money "
                        + $"could free {Count(bound)} at most."
                    : $"按此顺序花费 {Count(yuan)} 元，受益 {Count(document.FreedHouseholds)} 户；同样的钱最多受益 {Count(bound)} 户。"
            );
        List<string[]> rows =
        [
            en
                ? ["order", "kind", "segments", "metres", "yuan", "yuan/household", "households", "hamlets"]
                : ["顺序", "做法", "路段", "米", "元", "元/户", "户", "屯"],
        ];
        foreach (var fix in document.Items)
            rows.Add([
                fix.Order is { } order ? Count(order) : "",
                Kind(fix.Kind, en),
                string.Join(' ', fix.Segments),
                Count((decimal)fix.Metres),
                fix.Yuan is { } cost ? Count(cost) : "–",
                fix.YuanPerHousehold is { } each ? Count(each) : "–",
                Count(fix.Households),
                Count(fix.Hamlets.Count),
            ]);
        await TextTable.WriteAsync(text, rows, right: [0, 3, 4, 5, 6, 7]);
    }

    private static string Kind(string kind, bool en) =>
        (kind, en) switch
        {
            (_, true) => kind,
            ("reopen", _) => "重新开放",
            ("build", _) => "新建",
            _ => "改造",
        };

    private static string Count(decimal value) => Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture);
}
