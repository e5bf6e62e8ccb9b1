using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Publishing;
using Longlin.Geo.Relocation;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin sites score</c>.</summary>
internal static class SitesScore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        Option<string?> sites = new("--sites") { Description = "安置点编码，用逗号隔开 codes joined by commas" };
        Option<string?> geometry = new("--geometry") { Description = "GeoJSON 文件，经纬度 file, longitude and latitude: Point or Polygon, Feature, FeatureCollection" };
        Option<string?> asOf = new("--as-of") { Description = "入住日 the day of moving in, 2020-12-31" };
        Option<int?> persons = new("--persons") { Description = "拟安置人数 who shall live there" };
        Option<string> format = new("--format") { Description = "table | json | xlsx", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "xlsx");
        Option<string?> output = new("-o", "--output") { Description = "写入文件 write to a file" };
        Command command = new("score", "安置点能否用、得几分、入住日通什么 violations, score and services of sites") { sites, geometry, asOf, persons, format, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = Where.Of(parsed);
            if (parsed.GetValue(format) == "xlsx" && parsed.GetValue(output) is null) throw new UsageException("xlsx 需要 -o FILE。 xlsx needs -o FILE.");
            if ((parsed.GetValue(sites) is null) == (parsed.GetValue(geometry) is null)) throw new UsageException("请给出 --sites 或 --geometry。 Give --sites or --geometry.");
            SiteRequest question = new(AsOf: parsed.GetValue(asOf), Persons: parsed.GetValue(persons));
            List<SiteRequest> requests = parsed.GetValue(sites) is { } codes
                ? [question with { Sites = codes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) }]
                : [.. (await GeometriesAsync(parsed.GetValue(geometry)!, cancellationToken)).Select(g => question with { Geometry = g })];
            await using var session = await Session.OpenAsync(where, cancellationToken);
            var county = await session.ReadCountyAsync(cancellationToken);
            Dictionary<DateOnly, SitingNetworks> built = [];
            SiteDocument? all = null;
            foreach (var request in requests)
            {
                var (document, fault) = await SiteReport.AskAsync(session.Database, session.Standard, request, (day, token) => Task.FromResult(built.TryGetValue(day, out var known) ? known : built[day] = SitingNetworks.On(session.Standard, session.Standard.Siting!, county, day, token)), DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime), cancellationToken);
                if (document is null) throw new UsageException(Faults.Say(fault!, where.Language));
                all = all is null ? document : all with { Sites = [.. all.Sites, .. document.Sites] };
            }

            await using var target = parsed.GetValue(output) is { } path ? File.Create(path) : Console.OpenStandardOutput();
            await WriteAsync(target, parsed.GetValue(format)!, all!, where.Language, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(Stream target, string format, SiteDocument document, string language, CancellationToken cancellationToken)
    {
        if (format == "xlsx")
        {
            await SiteWorkbook.WriteAsync(target, document, cancellationToken);
            return;
        }

        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        if (format == "json") await text.WriteLineAsync(JsonSerializer.Serialize(document, Json));
        else await WriteTableAsync(text, document, language);
    }

    private static async Task WriteTableAsync(StreamWriter text, SiteDocument document, string language)
    {
        if (document.Synthetic) await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        var en = language == "en";
        foreach (var site in document.Sites)
        {
            await text.WriteLineAsync($"{site.Code ?? (en ? "drawn" : "画出")} {site.Name} {site.Township}: {site.Sentence.Pick(language)}");
            List<string[]> rows = [en ? ["factor", "by road m", "straight m", "nearest", "score", "weight"] : ["因素", "路程 米", "直线 米", "最近", "得分", "权重"]];
            foreach (var f in site.Factors) rows.Add([f.Title.Pick(language), Number(f.DistanceM), Number(f.StraightLineM), f.Name ?? f.Code ?? "–", f.Score is { } s ? Text(s) : $"{Text(f.ScoreLow)}–{Text(f.ScoreHigh)} ({f.Unknown})", Text(f.Weight)]);
            await TextTable.WriteAsync(text, rows, right: [1, 2]);
            await text.WriteLineAsync($"  {(en ? "slope" : "坡度")} {(site.Slope.MeanDegrees is { } mean ? string.Create(CultureInfo.InvariantCulture, $"{mean:0.#}° / {site.Slope.MaxDegrees:0.#}°") : en ? "not known" : "未知")}; {string.Join(", ", site.Services.Select(s => $"{s.Title.Pick(language)} {s.Verdict}"))}");
        }
    }

    private static string Number(double? value) => value is { } v ? Math.Round(v).ToString("#,0", CultureInfo.InvariantCulture) : "–";

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<JsonElement>> GeometriesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var root = (await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken)).RootElement;
            return Type(root) switch
            {
                "FeatureCollection" => [.. root.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("geometry"))],
                "Feature" => [root.GetProperty("geometry")],
                _ => [root],
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"读不了 {path}。 {path} cannot be read: {e.Message}");
        }
    }

    private static string? Type(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) ? type.GetString() : null;
}
