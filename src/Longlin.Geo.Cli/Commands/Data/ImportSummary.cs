using System.Globalization;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary>Prints what an import did, or would do.</summary>
/// <param name="language">zh or en.</param>
internal sealed class ImportSummary(string language)
{
    private const int Shown = 20;

    public async Task WriteAsync(IntakeResult result, bool dryRun)
    {
        await Console.Out.WriteLineAsync(Source(result).Pick(language));
        foreach (var line in Columns(result))
            await Console.Out.WriteLineAsync(line.Pick(language));
        if (dryRun)
        {
            foreach (var row in result.Sample)
                await Console.Out.WriteLineAsync($"  {Row(row)}");
        }

        await Console.Out.WriteLineAsync(Counts(result, dryRun).Pick(language));
        await ListAsync(
            result.RepairList.Select(r => r.Describe()),
            new("修复", "repaired"),
            result.Repairs.Values.Sum()
        );
        foreach (var warning in result.Warnings)
            await Console.Error.WriteLineAsync(
                new Bilingual($"注意：{warning.Zh}", $"warning: {warning.En}").Pick(language)
            );
        await ListAsync(result.Rejections.Select(r => r.Describe()), new("拒绝", "rejected"), result.Rejections.Count);
    }

    // The first lines of a list, and how many there are in all.
    private async Task ListAsync(IEnumerable<Bilingual> lines, Bilingual what, long all)
    {
        foreach (var line in lines.Take(Shown))
            await Console.Error.WriteLineAsync(
                new Bilingual($"{what.Zh}：{line.Zh}", $"{what.En}: {line.En}").Pick(language)
            );
        if (all > Shown)
            await Console.Error.WriteLineAsync(
                new Bilingual(
                    $"{what.Zh}：… 共 {all} 处，用 --report FILE 写出全部",
                    $"{what.En}: … {all} in all, --report FILE writes every one"
                ).Pick(language)
            );
    }

    // What was read and how: the sheet or layer, the coordinate system and the encoding, each with its reason.
    private static Bilingual Source(IntakeResult result)
    {
        List<Bilingual> parts = [];
        if (result.Taken is { } taken)
            parts.Add(new($"读取 {taken}", $"reading {taken}"));
        if (result.CrsReason is { } reason)
            parts.Add(
                new(
                    $"坐标系 {result.Crs}（{reason.Zh}{(result.Approximate ? "，近似" : "")}）",
                    $"coordinates {result.Crs} ({reason.En}{(result.Approximate ? ", approximate" : "")})"
                )
            );
        if (result.Encoding is { } encoding)
            parts.Add(new($"编码 {encoding.Zh}", $"encoding {encoding.En}"));
        return new(string.Join("；", parts.Select(p => p.Zh)), string.Join("; ", parts.Select(p => p.En)));
    }

    // Every column of the file: what it went to, and those that went nowhere.
    private static IEnumerable<Bilingual> Columns(IntakeResult result)
    {
        var used = result.Columns.Where(c => c.Target is not null).Select(c => $"{c.Source} → {c.Target}{Factor(c)}");
        var unused = result.Columns.Where(c => c.Target is null).Select(c => c.Source).ToArray();
        yield return new($"用到的列：{string.Join("，", used)}", $"columns used: {string.Join(", ", used)}");
        if (unused.Length > 0)
            yield return new(
                $"未用的列：{string.Join("，", unused)}",
                $"columns not used: {string.Join(", ", unused)}"
            );
    }

    private static string Factor(ColumnMatch match) =>
        match.Factor is { } f ? string.Create(CultureInfo.InvariantCulture, $" × {f:0.####}") : "";

    private static Bilingual Counts(IntakeResult result, bool dryRun)
    {
        var c = result.Counts;
        var id = result.ImportId;
        return new(
            (dryRun ? "试导入（未改动）：" : "")
                + $"读取 {result.RowsRead}，新增 {c.Inserted}，更新 {c.Updated}，不变 {c.Unchanged}，"
                + $"删除 {c.Deleted}，拒绝 {result.RowsRejected}"
                + (id is null ? "" : $"，导入编号 {id}"),
            (dryRun ? "dry run, nothing changed: " : "")
                + $"read {result.RowsRead}, inserted {c.Inserted}, updated {c.Updated}, unchanged {c.Unchanged}, "
                + $"deleted {c.Deleted}, rejected {result.RowsRejected}"
                + (id is null ? "" : $", import {id}")
        );
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
