using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Jobs;

namespace Longlin.Geo.Tests.Import;

/// <summary>Messages of an import on the page name the page's controls, never an option of the command line.</summary>
public partial class ImportControlsTests
{
    private static readonly string Source = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo");

    // Heights are imported by the command line alone; the cluster and users have options of their own.
    private static IEnumerable<string> Texts() =>
        ((string[])["Import", "Crs", "Store"])
            .SelectMany(room => Directory.GetFiles(Path.Combine(Source, room), "*.cs", SearchOption.AllDirectories))
            .Where(f =>
                !f.Contains("Heights", StringComparison.Ordinal)
                && !f.Contains("Cluster", StringComparison.Ordinal)
                && !f.EndsWith("UserList.cs", StringComparison.Ordinal)
            )
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Literal().Matches(line).Select(m => m.Groups[1].Value))
            .Where(text => Option().IsMatch(text));

    [Fact]
    public void No_message_of_an_import_names_an_option_on_the_page()
    {
        var texts = Texts().ToArray();
        Assert.InRange(texts.Length, 40, 200);
        Assert.Equal([], texts.Where(t => Option().IsMatch(In(t))));
    }

    [Theory]
    [InlineData(
        "没有声明坐标系，请加 --crs，例如 --crs EPSG:4490。",
        "没有声明坐标系，请填“坐标系”（crs），例如 EPSG:4490。"
    )]
    [InlineData(
        "按 EPSG:4523 则在县内，请用 --crs EPSG:4523。",
        "按 EPSG:4523 则在县内，请在“坐标系”（crs）填 EPSG:4523。"
    )]
    [InlineData(
        "请检查文件和 --crs；确认无误时加 --confirm。",
        "请检查文件和“坐标系”（crs）；确认无误时勾选“确认可疑之处”（confirm）。"
    )]
    [InlineData(
        "请去掉 --crs 并用 --datum 给出批准的参数",
        "请清空“坐标系”（crs）并在“转换参数”（datum）给出批准的参数"
    )]
    [InlineData("缺少 种类，可用 --map 或 --set 给出", "缺少 种类，可在“列的对应”（map）或“固定值”（set）给出")]
    [InlineData("不在允许值中；或用 --value surface:沥 混=值 指明", "不在允许值中；或在“词的含义”（value）中选定")]
    [InlineData("含义可用 --value surface:词=值 逐个给出", "含义可在“词的含义”（value）中选定")]
    [InlineData("用 --map lon=列、--map lat=列 或 --map wkt=列 指明。", "在“列的对应”（map）中指明 lon、lat 或 wkt。")]
    [InlineData("确是该县请加 --set county_code=451082", "确是该县请在“固定值”（set）加 county_code=451082")]
    [InlineData("请改用 --mode upsert。", "请把“方式”（mode）改为“更新并新增”。")]
    [InlineData("可用 --number-repeats 依次编号", "可勾选“重复的编码依次编号”（numberRepeats）")]
    [InlineData("UTF-8（--encoding 指定）", "UTF-8（“编码”（encoding）中指定）")]
    [InlineData(
        "有 2 个图层，请用 --source-layer 选一个：甲、乙。",
        "有 2 个图层，请在“图层或工作表”（sourceLayer）选一个：甲、乙。"
    )]
    [InlineData(
        "3 处不合格，--strict 拒绝整个文件。",
        "3 处不合格，按“有一行不合格就整个拒绝”（strict）拒绝整个文件。"
    )]
    [InlineData("；replace 会删去 3 个", "；“整层替换”会删去 3 个")]
    [InlineData("文件名 a--b.csv 不能用", "文件名 a--b.csv 不能用")]
    public void A_message_reads_as_if_written_for_the_page(string command, string page) =>
        Assert.Equal(page, In(command));

    [Theory]
    [InlineData(
        "No coordinate system is declared: add --crs, for example --crs EPSG:4490.",
        "No coordinate system is declared: fill in \"Coordinate system\" (crs), for example EPSG:4490."
    )]
    [InlineData(
        "inside it under EPSG:4523: use --crs EPSG:4523.",
        "inside it under EPSG:4523: set \"Coordinate system\" (crs) to EPSG:4523."
    )]
    [InlineData("add --confirm if that is right.", "tick \"Confirm what looks wrong\" (confirm) if that is right.")]
    [InlineData(
        "kind is missing: give it by --map or --set",
        "kind is missing: give it in \"Columns\" (map) or \"Fixed values\" (set)"
    )]
    [InlineData(
        "say what it means with --value surface:BT=VALUE",
        "say what it means under \"Meaning of words\" (value)"
    )]
    public void An_English_message_too(string command, string page) =>
        Assert.Equal(page, ImportControls.In(Bilingual.Same(command)).En);

    [Fact]
    public void The_controls_are_named_as_the_page_names_them()
    {
        var ground = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "Web", "src", "ground");
        var (zh, en) = (
            File.ReadAllText(Path.Combine(ground, "words.zh.ts")),
            File.ReadAllText(Path.Combine(ground, "words.en.ts"))
        );
        foreach (var (name, label, _) in ImportControls.Controls.Values)
        {
            Assert.Contains($": '{name}',", zh, StringComparison.Ordinal);
            Assert.Contains($": '{label}',", en, StringComparison.Ordinal);
        }
    }

    // A text is of one language: the other one keeps what it does not know.
    private static string In(string text)
    {
        var both = ImportControls.In(Bilingual.Same(text));
        return text.Any(c => c > 0x3000) ? both.Zh : both.En;
    }

    [GeneratedRegex("""\$?"((?:[^"\\]|\\.)*)"(?!")""")]
    private static partial Regex Literal();

    [GeneratedRegex("(?<![a-z0-9])--[a-z]{2}")]
    private static partial Regex Option();
}
