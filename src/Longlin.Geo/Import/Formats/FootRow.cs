using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats;

/// <summary>Rows of a ledger that are no data: totals, and who filled it in.</summary>
internal static class FootRow
{
    private static readonly string[] Totals = ["合计", "总计", "小计", "共计", "累计"];
    private static readonly string[] Signatures =
    [
        "填表",
        "填报",
        "制表",
        "审核人",
        "审核：",
        "负责人",
        "单位负责人",
        "单位盖章",
        "复核人",
        "经办人",
        "联系人：",
        "联系电话：",
        "备注：",
        "注：",
        "说明：",
    ];

    /// <summary>Why a row is no data; null for a row of data.</summary>
    public static Bilingual? Of(object?[] values)
    {
        foreach (var cell in values)
        {
            var value = cell is MergedCell merged ? merged.Value : cell;
            if (value is null)
                continue;
            if (value is not string text)
                return null;
            var first = text.AsSpan().TrimStart();
            if (first.IsEmpty)
                continue;
            // Only what begins with a Chinese character can be one of the words.
            return first[0] < '\u4E00' ? null : OfWord(text);
        }

        return null;
    }

    private static Bilingual? OfWord(string text)
    {
        var word = ValueParser.HalfWidth(text).Replace(" ", "", StringComparison.Ordinal).Replace(':', '：');
        if (
            Array.Exists(
                Totals,
                t => word == t || word == t + "：" || (word.Length <= 6 && word.EndsWith(t, StringComparison.Ordinal))
            )
        )
            return new("合计行不是数据", "a row of totals is no data");
        return Array.Exists(Signatures, s => word.StartsWith(s, StringComparison.Ordinal))
            ? new("落款或说明行不是数据", "a row of signatures or notes is no data")
            : null;
    }
}
