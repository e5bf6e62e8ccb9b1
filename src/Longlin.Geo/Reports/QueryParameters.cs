using System.Globalization;
using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports;

/// <summary>
/// The parameters of a question about coverage as people write them, on the command line and in an address.
/// </summary>
public sealed record QueryParameters
{
    /// <summary>Largest page.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Items of a page where no limit is given.</summary>
    public const int DefaultLimit = 100;

    // One more is read to see whether there is another page: the sum is still a number.
    private const int NoLimit = int.MaxValue - 1;

    /// <summary>A rule's name; it stands for service, subject and threshold.</summary>
    public string? Rule { get; init; }

    /// <summary>A service's name.</summary>
    public string? Service { get; init; }

    /// <summary>Smallest number of households.</summary>
    public string? MinHouseholds { get; init; }

    /// <summary>yyyy-MM-dd; null is today.</summary>
    public string? AsOf { get; init; }

    /// <summary>Code of an area.</summary>
    public string? Area { get; init; }

    /// <summary>west,south,east,north.</summary>
    public string? Bbox { get; init; }

    /// <summary>Verdicts joined by commas.</summary>
    public string? Verdict { get; init; }

    /// <summary>current or baseline.</summary>
    public string? Denominator { get; init; }

    /// <summary>code, households or poor.</summary>
    public string? Sort { get; init; }

    /// <summary>true or false: the straight-line answer.</summary>
    public string? NearRoad { get; init; }

    /// <summary>true or false: whether evidence disagrees.</summary>
    public string? Conflict { get; init; }

    /// <summary>A failing or missing indicator.</summary>
    public string? Indicator { get; init; }

    /// <summary>Number of items.</summary>
    public string? Limit { get; init; }

    /// <summary>
    /// Whether all items are wanted where no limit is given, as in a file; otherwise a page of
    /// <see cref="DefaultLimit"/>.
    /// </summary>
    public bool Whole { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>Turns the words into a question.</summary>
    /// <returns>The question, or null and what is wrong.</returns>
    public GapQuestion? Read(Standard standard, DateOnly today, out ParameterFault? fault)
    {
        fault = null;
        CoverageRule? rule = null;
        if (Rule is not null && Service is not null)
            fault = new("rule", new("rule 与 service 只能给出一个", "give rule or service, not both"));
        else if (Rule is null && Service is null)
            fault = new(
                "service",
                new($"请给出 rule 或 service：{Services(standard)}", $"give rule or service: {Services(standard)}")
            );
        else if (Rule is not null && (rule = standard.Rules.FirstOrDefault(r => r.Rule == Rule)) is null)
            fault = new(
                "rule",
                new(
                    $"没有规则 {Rule}，可用：{string.Join(", ", standard.Rules.Select(r => r.Rule))}",
                    $"there is no rule {Rule}; use one of: {string.Join(", ", standard.Rules.Select(r => r.Rule))}"
                )
            );
        else if (rule is { Service: null })
            fault = new(
                "rule",
                new($"规则 {Rule} 是全县指标，请用 progress", $"rule {Rule} is a number of the county: ask progress")
            );
        else if (Rule is null && standard.Find(Service!) is null)
            fault = new(
                "service",
                new(
                    $"没有服务 {Service}，可用：{Services(standard)}",
                    $"there is no service {Service}; use one of: {Services(standard)}"
                )
            );
        if (fault is not null)
            return null;
        var households = rule?.MinHouseholds ?? 0;
        if (
            MinHouseholds is not null
            && (
                !int.TryParse(MinHouseholds, NumberStyles.None, CultureInfo.InvariantCulture, out households)
                || households > 1_000_000
            )
        )
            fault = new(
                "minHouseholds",
                new(
                    $"\"{MinHouseholds}\" 不是 0 到 1000000 的整数",
                    $"\"{MinHouseholds}\" is not a whole number from 0 to 1000000"
                )
            );
        var asOf = ReadDay(AsOf, today, ref fault);
        double[]? box = null;
        if (Bbox is not null && (box = ReadBox(Bbox)) is null)
            fault = new(
                "bbox",
                new($"\"{Bbox}\" 应为 西,南,东,北（度）", $"\"{Bbox}\" should be west,south,east,north in degrees")
            );
        var limit = ReadLimit(Limit, Whole, ref fault);
        if (Denominator is not (null or "current" or "baseline"))
            fault = new("denominator", new("应为 current 或 baseline", "should be current or baseline"));
        if (Sort is not (null or "code" or "households" or "poor"))
            fault = new("sort", new("应为 code、households 或 poor", "should be code, households or poor"));
        var near = ReadFlag("nearRoad", NearRoad, ref fault);
        var conflict = ReadFlag("conflict", Conflict, ref fault);
        var indicators = standard.Checks.SelectMany(c => c.Indicators?.Columns ?? []).Distinct().ToList();
        if (Indicator is not null && !indicators.Contains(Indicator))
            fault = new(
                "indicator",
                new($"应为 {string.Join("、", indicators)}", $"should be one of: {string.Join(", ", indicators)}")
            );
        List<Verdict> verdicts = [];
        foreach (
            var word in (Verdict ?? "not_met,unknown").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (Words.Find<Verdict>(word) is { } verdict)
                verdicts.Add(verdict);
            else
                fault = new(
                    "verdict",
                    new($"\"{word}\" 应为 met、not_met 或 unknown", $"\"{word}\" should be met, not_met or unknown")
                );
        }

        var after = Cursor is null ? null : GapCursor.Read(Cursor);
        if (Cursor is not null && after is null)
            fault = new("cursor", new("不是本服务给出的游标", "is not a cursor of this service"));
        if (fault is not null)
            return null;
        return new GapQuestion
        {
            Service = rule?.Service ?? Service!,
            Subject =
                rule?.Subject
                ?? (
                    standard.Find(Service!)!.Subjects is var subjects && subjects.Contains("hamlet")
                        ? "hamlet"
                        : subjects[0]
                ),
            PoorOnly = rule?.PoorOnly ?? false,
            NearRoad = near,
            Conflict = conflict,
            Indicator = Indicator,
            MinHouseholds = households,
            AsOf = asOf,
            Area = Area,
            Bbox = box,
            Verdicts = verdicts,
            Baseline = Denominator == "baseline",
            Sort = Sort ?? "code",
            Limit = limit,
            After = after,
        };
    }

    /// <summary>Reads a day; null text is the default.</summary>
    public static DateOnly ReadDay(string? text, DateOnly otherwise, ref ParameterFault? fault, string name = "asOf")
    {
        if (text is null)
            return otherwise;
        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and <= 2200
        )
            return day;
        fault = new(
            name,
            new($"\"{text}\" 应为 2018-12-31 这样的日期", $"\"{text}\" should be a date like 2018-12-31")
        );
        return otherwise;
    }

    /// <summary>Reads a number of items from 1 to <see cref="MaxLimit"/>.</summary>
    /// <param name="text">What was given, or null.</param>
    /// <param name="whole">Whether null means all of them, otherwise <see cref="DefaultLimit"/>.</param>
    /// <param name="fault">Set where the text is wrong.</param>
    public static int ReadLimit(string? text, bool whole, ref ParameterFault? fault)
    {
        if (text is null)
            return whole ? NoLimit : DefaultLimit;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxLimit
        )
            return limit;
        fault = new("limit", new($"\"{text}\" 应为 1 到 {MaxLimit}", $"\"{text}\" should be 1 to {MaxLimit}"));
        return DefaultLimit;
    }

    private static bool? ReadFlag(string name, string? text, ref ParameterFault? fault)
    {
        if (text is not (null or "true" or "false"))
            fault = new(name, new("应为 true 或 false", "should be true or false"));
        return text is null ? null : text == "true";
    }

    private static string Services(Standard standard) => string.Join(", ", standard.All.Select(s => s.Service));

    private static double[]? ReadBox(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != 4)
            return null;
        var box = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (
                !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out box[i])
                || !double.IsFinite(box[i])
            )
                return null;
        }

        return box[0] <= box[2] && box[1] <= box[3] ? box : null;
    }
}
