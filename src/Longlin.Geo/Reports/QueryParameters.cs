using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
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
    public int? MinHouseholds { get; init; }

    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Code of an area.</summary>
    public string? Area { get; init; }

    /// <summary>Where the subjects stand.</summary>
    public Box? Bbox { get; init; }

    /// <summary>Null: not met and unknown.</summary>
    public VerdictList? Verdict { get; init; }

    /// <summary>current or baseline.</summary>
    public string? Denominator { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }

    /// <summary>code, households or poor.</summary>
    public string? Sort { get; init; }

    /// <summary>The straight-line answer.</summary>
    public bool? NearRoad { get; init; }

    /// <summary>Whether evidence disagrees.</summary>
    public bool? Conflict { get; init; }

    /// <summary>A failing or missing indicator.</summary>
    public string? Indicator { get; init; }

    /// <summary>Number of items; null: a page, or all of them in a file (<see cref="AsWhole"/>).</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>The same question for all items where no limit is given, as in a file.</summary>
    public QueryParameters AsWhole() => this with { Limit = Limit ?? NoLimit };

    /// <summary>Turns the request into a question.</summary>
    /// <returns>The question, or null and what is wrong.</returns>
    public GapQuestion? Read(Standard standard, DateOnly today, out ParameterFault? fault)
    {
        fault = FindFault(standard);
        if (fault is not null)
            return null;
        var rule = standard.Rules.FirstOrDefault(r => r.Rule == Rule);
        return new GapQuestion
        {
            Service = rule?.Service ?? Service!,
            Subject = rule?.Subject ?? FirstSubject(standard.Find(Service!)!.Subjects),
            PoorOnly = rule?.PoorOnly ?? false,
            NearRoad = NearRoad,
            Conflict = Conflict,
            Indicator = Indicator,
            MinHouseholds = MinHouseholds ?? rule?.MinHouseholds ?? 0,
            AsOf = AsOf ?? today,
            Area = Area,
            Bbox = Bbox?.ToArray(),
            Verdicts = (Verdict ?? VerdictList.Gaps).Verdicts,
            Baseline = Denominator == "baseline",
            Sort = Sort ?? "code",
            Limit = Limit ?? DefaultLimit,
            After = Cursor is null ? null : GapCursor.Read(Cursor),
        };
    }

    private static string FirstSubject(IReadOnlyList<string> subjects) =>
        subjects.Contains("hamlet") ? "hamlet" : subjects[0];

    // What the texts alone cannot tell: the standard names rules, services and indicators.
    private ParameterFault? FindFault(Standard standard)
    {
        var services = string.Join(", ", standard.All.Select(s => s.Service));
        if (Rule is not null && Service is not null)
            return new("rule", new("rule 与 service 只能给出一个", "give rule or service, not both"));
        if (Rule is null && Service is null)
            return new("service", new($"请给出 rule 或 service：{services}", $"give rule or service: {services}"));
        if (Rule is not null)
        {
            var rule = standard.Rules.FirstOrDefault(r => r.Rule == Rule);
            if (rule is null)
                return Unknown("rule", Rule, "规则", standard.Rules.Select(r => r.Rule));
            if (rule.Service is null)
                return new(
                    "rule",
                    new(
                        $"规则 {Rule} 是全县指标，请用 progress",
                        $"rule {Rule} is a number of the county: ask progress"
                    )
                );
        }
        else if (standard.Find(Service!) is null)
            return Unknown("service", Service!, "服务", standard.All.Select(s => s.Service));
        var indicators = standard.Checks.SelectMany(c => c.Indicators?.Columns ?? []).Distinct();
        if (Indicator is not null && !indicators.Contains(Indicator))
            return Unknown("indicator", Indicator, "指标", indicators);
        return Cursor is not null && GapCursor.Read(Cursor) is null
            ? new("cursor", new("不是本服务给出的游标", "is not a cursor of this service"))
            : null;
    }

    private static ParameterFault Unknown(string name, string value, string zh, IEnumerable<string> known) =>
        new(
            name,
            new(
                $"没有{zh} {value}，可用：{string.Join(", ", known)}",
                $"there is no {name} {value}; use one of: {string.Join(", ", known)}"
            )
        );

    /// <summary>A day given, or the default; it has to lie between 1900 and 2200.</summary>
    public static DateOnly CheckDay(DateOnly? day, DateOnly otherwise, ref ParameterFault? fault, string name = "asOf")
    {
        if (day is { Year: < 1900 or > 2200 })
            fault = new(name, new("应在 1900 与 2200 年之间", "should lie between 1900 and 2200"));
        return day ?? otherwise;
    }
}
