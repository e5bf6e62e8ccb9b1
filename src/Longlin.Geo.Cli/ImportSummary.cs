using System.Globalization;
using Longlin.Geo.Import;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli;

/// <summary>Prints what an import did, or would do.</summary>
/// <param name="language">zh or en.</param>
internal sealed class ImportSummary(string language)
{
    private const int ShownRejections = 20;

    public async Task WriteAsync(IntakeResult result, bool dryRun)
    {
        if (dryRun)
            await PreviewAsync(result);
        await Console.Out.WriteLineAsync(Counts(result, dryRun).Pick(language));
        foreach (var (repair, rows) in result.Repairs)
            await Console.Error.WriteLineAsync(Repaired(repair, rows).Pick(language));
        foreach (var warning in result.Warnings)
            await Console.Error.WriteLineAsync(
                new Bilingual($"注意：{warning.Zh}", $"warning: {warning.En}").Pick(language)
            );
        foreach (var rejection in result.Rejections.Take(ShownRejections).Select(r => r.Describe()))
            await Console.Error.WriteLineAsync(
                new Bilingual($"拒绝：{rejection.Zh}", $"rejected: {rejection.En}").Pick(language)
            );
        var all = result.Rejections.Count;
        if (all > ShownRejections)
            await Console.Error.WriteLineAsync(
                new Bilingual(
                    $"… 共 {all} 处，用 --report FILE 写出全部",
                    $"… {all} in all: --report FILE writes every one"
                ).Pick(language)
            );
    }

    private static Bilingual Counts(IntakeResult result, bool dryRun)
    {
        var c = result.Counts;
        var encoding = result.Encoding is null ? "" : $", {result.Encoding}";
        var id = result.ImportId;
        return new(
            (dryRun ? "试导入（未改动）：" : "")
                + $"读取 {result.RowsRead}，新增 {c.Inserted}，更新 {c.Updated}，不变 {c.Unchanged}，"
                + $"删除 {c.Deleted}，拒绝 {result.RowsRejected}"
                + $"（{result.Crs}{(result.Approximate ? "，近似" : "")}{encoding}）"
                + (id is null ? "" : $"，导入编号 {id}"),
            (dryRun ? "dry run, nothing changed: " : "")
                + $"read {result.RowsRead}, inserted {c.Inserted}, updated {c.Updated}, unchanged {c.Unchanged}, "
                + $"deleted {c.Deleted}, rejected {result.RowsRejected} "
                + $"({result.Crs}{(result.Approximate ? ", approximate" : "")}{encoding})"
                + (id is null ? "" : $", import {id}")
        );
    }

    private static Bilingual Repaired(GeometryRepair repair, long rows) =>
        repair switch
        {
            GeometryRepair.RepeatedPoints => new(
                $"修复 {rows} 行：去掉重复点",
                $"repaired {rows} rows: repeated points removed"
            ),
            GeometryRepair.RingOrientation => new(
                $"修复 {rows} 行：统一环方向",
                $"repaired {rows} rows: ring orientation corrected"
            ),
            _ => new(
                $"修复 {rows} 行：自接触环，面积不变",
                $"repaired {rows} rows: rings that touch themselves, area unchanged"
            ),
        };

    // What was understood, before anything is written.
    private async Task PreviewAsync(IntakeResult result)
    {
        await Console.Out.WriteLineAsync(new Bilingual("表头 → 列：", "header → column:").Pick(language));
        var unused = new Bilingual("（不用）", "(not used)").Pick(language);
        foreach (var match in result.Columns)
        {
            var factor = match.Factor is { } f ? string.Create(CultureInfo.InvariantCulture, $" × {f:0.####}") : "";
            await Console.Out.WriteLineAsync($"  {match.Source} → {match.Target ?? unused}{factor}");
        }

        foreach (var row in result.Sample)
            await Console.Out.WriteLineAsync($"  {Row(row)}");
    }

    private static string Row(FeatureRecord row)
    {
        var values = row.Values.Where(v => v.Value is not null).Select(v => $"{v.Key}={Format(v.Value)}");
        var place = row.Geometry is { } g
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {g.GeometryType} {g.Coordinate.X:0.######} {g.Coordinate.Y:0.######}"
            )
            : "";
        return string.Join(", ", values) + place;
    }

    private static string? Format(object? value) =>
        value switch
        {
            string[] words => string.Join("|", words),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime moment => MomentText.Iso(moment),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };
}
