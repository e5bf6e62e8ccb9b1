using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Jobs;

/// <summary>
/// Messages of an import name options of the command line; over HTTP they name the form's fields, as the page shows
/// them, instead.
/// </summary>
internal static partial class ImportControls
{
    private static readonly Dictionary<string, (string Zh, string En, string Field)> Controls = new()
    {
        ["--crs"] = ("坐标系", "coordinate system", "crs"),
        ["--encoding"] = ("编码", "encoding", "encoding"),
        ["--source-layer"] = ("图层或工作表", "layer or sheet", "sourceLayer"),
        ["--datum"] = ("转换参数", "datum parameters", "datum"),
        ["--map"] = ("列的对应", "mapping of columns", "map"),
        ["--set"] = ("固定值", "fixed value", "set"),
        ["--value"] = ("词的含义", "meaning of a word", "value"),
        ["--mode"] = ("方式", "mode", "mode"),
        ["--strict"] = ("严格", "strict", "strict"),
        ["--number-repeats"] = ("重复编码依次编号", "number repeated codes", "numberRepeats"),
    };

    /// <summary>The message with the form's fields in place of options.</summary>
    public static Bilingual In(Bilingual message) =>
        new(
            Option()
                .Replace(
                    message.Zh,
                    m => Controls.TryGetValue(m.Value, out var c) ? $"“{c.Zh}”（{c.Field}）" : m.Value
                ),
            Option()
                .Replace(
                    message.En,
                    m => Controls.TryGetValue(m.Value, out var c) ? $"\"{c.En}\" ({c.Field})" : m.Value
                )
        );

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Option();
}
