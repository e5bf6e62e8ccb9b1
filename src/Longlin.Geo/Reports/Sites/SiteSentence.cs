using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;

namespace Longlin.Geo.Reports.Sites;

/// <summary>What is found of a site, in one sentence.</summary>
internal static class SiteSentence
{
    /// <summary>Whether it may be used, what it scores, what lacks.</summary>
    public static Bilingual Of(SiteFindings f)
    {
        if (f.Refused)
            return new(
                $"不可用：{string.Join("；", f.Violations.Select(v => v.Sentence.Zh))}。",
                $"Refused: {string.Join("; ", f.Violations.Select(v => v.Sentence.En))}."
            );
        var unknown = f.Factors.Where(s => s.Score is null).Select(s => s.Factor.Title).ToList();
        if (f.Slope.UnknownShare > 0)
            unknown.Add(new("坡度", "slope"));
        var lacking = f.Services.Where(s => s.Verdict == Verdict.NotMet).Select(s => s.Service.Title).ToList();
        var unsure = f.Services.Where(s => s.Verdict == Verdict.Unknown).Select(s => s.Service.Title).ToList();
        var (score, low, high) = (Number(f.Total.Score), Number(f.Total.Low), Number(f.Total.High));
        return new(
            "无禁止情形；"
                + (
                    f.Total.Score is null
                        ? $"得分在 {low} 与 {high} 之间，尚不知{string.Join("、", unknown.Select(u => u.Zh))}"
                        : $"得分 {score}"
                )
                + $"{List("；入住日尚缺", lacking, b => b.Zh, "、")}{List("；入住日不明", unsure, b => b.Zh, "、")}。",
            "Nothing forbids it; "
                + (
                    f.Total.Score is null
                        ? $"it scores between {low} and {high}, not known: "
                            + string.Join(", ", unknown.Select(u => u.En))
                        : $"it scores {score}"
                )
                + $"{List("; still missing on the day of moving in: ", lacking, b => b.En, ", ")}"
                + $"{List("; not known for that day: ", unsure, b => b.En, ", ")}."
        );
    }

    /// <summary>How many people it takes, which limit binds, and what is not known.</summary>
    public static Bilingual Room(SiteCapacity capacity)
    {
        Bilingual Named(string limit) =>
            limit switch
            {
                "housing" => new("住房", "housing"),
                "school" => new("学位", "school places"),
                "water" => new("供水", "water"),
                "land" => new("用地", "land"),
                _ => new("申报容量", "stated capacity"),
            };
        List<Bilingual> limits = [.. capacity.Limits.Select(Named)],
            unknown = [.. capacity.Unknown.Select(Named)];
        var (zh, en) = (
            List("，受限于", limits, b => b.Zh, "、") + List("；不知", unknown, b => b.Zh, "、"),
            List(", limited by ", limits, b => b.En, ", ") + List("; not known: ", unknown, b => b.En, ", ")
        );
        return capacity.Persons is { } persons
            ? new(
                $"可住 {persons.ToString("#,0", CultureInfo.InvariantCulture)} 人{zh}",
                $"room for {persons.ToString("#,0", CultureInfo.InvariantCulture)} persons{en}"
            )
            : new($"可住人数未知{zh}", $"room not known{en}");
    }

    private static string List(string head, List<Bilingual> items, Func<Bilingual, string> pick, string between) =>
        items.Count == 0 ? "" : head + string.Join(between, items.Select(pick));

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
