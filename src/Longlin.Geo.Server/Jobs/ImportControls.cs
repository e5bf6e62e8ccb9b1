using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Jobs;

/// <summary>
/// Messages of an import name options of the command line; over HTTP they name the controls of the page instead, each
/// with the field of the form that it fills.
/// </summary>
internal static partial class ImportControls
{
    /// <summary>The control of each option: its label on the page in both languages, and the form's field.</summary>
    internal static readonly IReadOnlyDictionary<string, (string Zh, string En, string Field)> Controls =
        new Dictionary<string, (string Zh, string En, string Field)>
        {
            ["--crs"] = ("坐标系", "Coordinate system", "crs"),
            ["--encoding"] = ("编码", "Encoding", "encoding"),
            ["--source-layer"] = ("图层或工作表", "Layer or sheet of the file", "sourceLayer"),
            ["--datum"] = ("转换参数", "Datum parameters", "datum"),
            ["--map"] = ("列的对应", "Columns", "map"),
            ["--set"] = ("固定值", "Fixed values", "set"),
            ["--value"] = ("词的含义", "Meaning of words", "value"),
            ["--mode"] = ("方式", "Mode", "mode"),
            ["--strict"] = ("有一行不合格就整个拒绝", "Refuse the file for one bad row", "strict"),
            ["--confirm"] = ("确认可疑之处", "Confirm what looks wrong", "confirm"),
            ["--number-repeats"] = ("重复的编码依次编号", "Number codes that repeat", "numberRepeats"),
        };

    // How the words about an option read when a control stands in its place; tried in this order.
    private static readonly (Regex Option, string Control)[] Chinese =
    [
        (new("例如 --crs "), "例如 "),
        (new("请加 --crs"), "请填 --crs"),
        (new("去掉 --crs"), "清空 --crs"),
        (new("用 --crs (?=[A-Z+])"), "在 --crs 填 "),
        (new("(?<=^|（)(--crs|--encoding) 指定"), "$1 中指定"),
        (new("加 --confirm"), "勾选 --confirm"),
        (new("可用 --number-repeats 依次编号"), "可勾选 --number-repeats"),
        (new("用 --value .+?=值 (指明|逐个给出)"), "在 --value 中选定"),
        (new("改用 --mode upsert"), "把 --mode 改为“更新并新增”"),
        (new("加 --set "), "在 --set 加 "),
        (new("用 --map 目标列=表头 指明"), "在 --map 中指明"),
        (new("用 --map lon=列、--map lat=列 或 --map wkt=列 指明"), "在 --map 中指明 lon、lat 或 wkt"),
        (new("用 (?=--(crs|datum|map|set|source-layer))"), "在 "),
        (new("，(?=--strict)"), "，按 "),
        (new(@"（--max-(rows|time)）"), "；更大的文件请在服务器上用命令行导入"),
        (new(@"\breplace\b ?"), "“整层替换”"),
    ];

    private static readonly (Regex Option, string Control)[] English =
    [
        (new("add --crs, for example --crs "), "fill in --crs, for example "),
        (new("leave --crs out"), "leave --crs empty"),
        (new("use --crs (?=[A-Z+])"), "set --crs to "),
        (new("(by|with) (?=--(crs|encoding|datum|map|set|source-layer))"), "in "),
        (new("add --confirm"), "tick --confirm"),
        (new("can be numbered with --number-repeats"), "can be numbered: tick --number-repeats"),
        (new("with --value .+?=VALUE"), "under --value"),
        (new("use --mode upsert"), "set --mode to \"update and add\""),
        (new("add --set "), "add under --set "),
        (new("--map target=HEADER"), "--map"),
        (new("--map lon=COLUMN and --map lat=COLUMN, or --map wkt=COLUMN"), "--map as lon, lat or wkt"),
        (new("(by|in) --map or --set"), "in --map or --set"),
        (new("refused by --strict"), "refused because of --strict"),
        (new(@" \(--max-(rows|time)\)"), "; larger files are imported on the server by the command line"),
    ];

    /// <summary>The message with the page's controls in place of options.</summary>
    public static Bilingual In(Bilingual message) =>
        new(
            // The blanks about an option go with it.
            Name(Chinese, message.Zh, Spaced(), c => $"“{c.Zh}”（{c.Field}）"),
            Name(English, message.En, Option(), c => $"\"{c.En}\" ({c.Field})")
        );

    private static string Name(
        (Regex Option, string Control)[] phrases,
        string text,
        Regex option,
        Func<(string Zh, string En, string Field), string> control
    )
    {
        if (!text.Contains("--", StringComparison.Ordinal) && !text.Contains("replace", StringComparison.Ordinal))
            return text;
        foreach (var (from, to) in phrases)
            text = from.Replace(text, to);
        return option.Replace(
            text,
            m => Controls.TryGetValue(m.Value.Trim(), out var named) ? control(named) : m.Value
        );
    }

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(" ?--[a-z][a-z-]+ ?")]
    private static partial Regex Spaced();
}
