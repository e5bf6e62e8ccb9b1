using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;

namespace Longlin.Geo.Cli.Commands.Sites;

/// <summary><c>longlin sites suggest</c>.</summary>
internal static class SitesSuggest
{
    public static Command Create() =>
        Question.Of<SuggestRequest, SuggestDocument>(
            new("suggest", Help.Text("为若干人找地", "Find land for a number of people")),
            RunAsync,
            table: WriteTableAsync,
            file: SuggestFormats.WriteAsync
        );

    private static async Task<(SuggestDocument? Document, ParameterFault? Fault)> RunAsync(
        Session session,
        SuggestRequest request,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var (question, fault) = await SuggestReport.ReadAsync(
            session.Database,
            request,
            Session.Today,
            cancellationToken
        );
        if (question is null)
            return (null, fault);
        return (
            await SuggestReport.RunAsync(
                session.Database,
                session.Standard,
                question,
                await session.Networks()(question.AsOf, cancellationToken),
                null,
                cancellationToken
            ),
            null
        );
    }

    private static async Task WriteTableAsync(TextWriter text, SuggestDocument d, string language)
    {
        var en = language == "en";
        if (d.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        var excluded = d.CellsExcluded.Select(c => $"{c.Key} {100.0 * c.Value / Math.Max(1, d.CellsInside):0.#} %");
        await text.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{d.AreaName ?? d.Area}, {d.Persons:#,0} {(en ? "persons" : "人")}, ≥ {d.NeededM2:#,0} m²: "
                    + $"{d.Pieces:#,0} {(en ? "pieces of land" : "块地")}; {string.Join(", ", excluded)}"
            )
        );
        if (d.SlopeUnknown)
            await text.WriteLineAsync(
                en
                    ? "No elevations are stored, so slope was not considered. "
                        + "Import them first: ./longlin import FILE.tif --layer terrain"
                    : "库中没有高程，坡度未考虑。请先导入：./longlin import FILE.tif --layer terrain"
            );
        List<string[]> rows =
        [
            en
                ? ["rank", "lon", "lat", "township", "m²", "slope", "score", "to road m"]
                : ["名次", "经度", "纬度", "乡镇", "平方米", "坡度", "得分", "距路 米"],
        ];
        foreach (var i in d.Items)
        {
            rows.Add([
                $"{i.Rank}",
                i.Lon.ToString("0.00000", CultureInfo.InvariantCulture),
                i.Lat.ToString("0.00000", CultureInfo.InvariantCulture),
                i.Township ?? "",
                i.AreaM2.ToString("#,0", CultureInfo.InvariantCulture),
                i.MeanSlopeDegrees is { } slope ? slope.ToString("0.#°", CultureInfo.InvariantCulture)
                : en ? "not known"
                : "未知",
                i.Score is { } score ? Text(score) : $"{Text(i.ScoreLow)}–{Text(i.ScoreHigh)}",
                i.MetresToRoad is { } road ? road.ToString("#,0", CultureInfo.InvariantCulture) : "–",
            ]);
        }

        await TextTable.WriteAsync(text, rows, right: [0, 4, 7]);
    }

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
