using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>Units that tables write behind a header, and what they are in the catalogue's units.</summary>
public static partial class HeaderUnits
{
    // 1 亩 = 666.67 m² (10,000 m² / 15).
    private static readonly Dictionary<(string From, string To), double> Factors = new()
    {
        [("亩", "m2")] = 10_000.0 / 15,
        [("公顷", "m2")] = 10_000,
        [("平方米", "m2")] = 1,
        [("㎡", "m2")] = 1,
        [("m2", "m2")] = 1,
        [("平方公里", "m2")] = 1_000_000,
        [("万元", "yuan")] = 10_000,
        [("亿元", "yuan")] = 100_000_000,
        [("元", "yuan")] = 1,
        [("公里", "m")] = 1000,
        [("千米", "m")] = 1000,
        [("km", "m")] = 1000,
        [("米", "m")] = 1,
        [("m", "m")] = 1,
        [("千伏", "kV")] = 1,
        [("kv", "kV")] = 1,
        [("伏", "kV")] = 0.001,
        [("v", "kV")] = 0.001,
        [("千伏安", "kVA")] = 1,
        [("kva", "kVA")] = 1,
        [("%", "%")] = 1,
    };

    private static readonly HashSet<string> Counting =
    [
        "户",
        "人",
        "个",
        "处",
        "座",
        "栋",
        "间",
        "台",
        "条",
        "次",
        "名",
    ];

    /// <summary>Takes a unit in brackets off a header.</summary>
    public static (string Name, string? Unit) Split(string header)
    {
        var match = Bracket().Match(header);
        return match.Success ? (match.Groups[1].Value.Trim(), match.Groups[2].Value.Trim()) : (header, null);
    }

    /// <summary>The factor from a header's unit to the column's; null when the unit is not known for it.</summary>
    public static double? Factor(string unit, ColumnDescription column)
    {
        var target = column.Type == ColumnType.Money ? "yuan" : column.Unit;
        if (Factors.TryGetValue((unit.ToLowerInvariant(), target ?? ""), out var factor))
            return factor;
        return target is null
            && (
                Counting.Contains(unit)
                || column.Type is not (ColumnType.Integer or ColumnType.Number or ColumnType.Money)
            )
                ? 1
            : unit.Equals(target, StringComparison.OrdinalIgnoreCase) ? 1
            : null;
    }

    [GeneratedRegex(@"^(.+?)\s*[\(（\[【]([^()（）\[\]【】]+)[\)）\]】]$")]
    private static partial Regex Bracket();
}
