using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation;

namespace Longlin.Geo.Publishing;

/// <summary>What is found of a site, in one sentence.</summary>
internal static class SiteSentence
{
    public static Bilingual Of(SiteFindings f)
    {
        if (f.Refused) return new($"不可用：{string.Join("；", f.Violations.Select(v => v.Sentence.Zh))}。", $"Refused: {string.Join("; ", f.Violations.Select(v => v.Sentence.En))}.");
        var unknown = f.Factors.Where(s => s.Score is null).Select(s => s.Factor.Title).ToList();
        if (f.Slope.UnknownShare > 0) unknown.Add(new("坡度", "slope"));
        var lacking = f.Services.Where(s => s.Verdict == Verdict.NotMet).Select(s => s.Service.Title).ToList();
        var unsure = f.Services.Where(s => s.Verdict == Verdict.Unknown).Select(s => s.Service.Title).ToList();
        var (score, low, high) = (Number(f.Total.Score), Number(f.Total.Low), Number(f.Total.High));
        return new(
            $"无禁止情形；{(f.Total.Score is null ? $"得分在 {low} 与 {high} 之间，尚不知{string.Join("、", unknown.Select(u => u.Zh))}" : $"得分 {score}")}{List("；入住日尚缺", lacking, b => b.Zh, "、")}{List("；入住日不明", unsure, b => b.Zh, "、")}。",
            $"Nothing forbids it; {(f.Total.Score is null ? $"it scores between {low} and {high}, not known: {string.Join(", ", unknown.Select(u => u.En))}" : $"it scores {score}")}{List("; still missing on the day of moving in: ", lacking, b => b.En, ", ")}{List("; not known for that day: ", unsure, b => b.En, ", ")}.");
    }

    private static string List(string head, List<Bilingual> items, Func<Bilingual, string> pick, string between) => items.Count == 0 ? "" : head + string.Join(between, items.Select(pick));

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
