using System.IO.Compression;
using System.Xml.Linq;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using MiniExcelLibs;

namespace Longlin.Geo.Tests.Features;

public sealed class WorkbookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sheet_has_its_header_frozen_and_printed_on_every_page_and_cells_of_their_kind()
    {
        using MemoryStream target = new();
        await Workbook.WriteAsync(
            target,
            [
                new(
                    "屯's",
                    ["编码", "户数", "日期", "长度", "在用"],
                    new object?[][]
                    {
                        ["451031100201001", 63, new DateOnly(2018, 12, 31), 1240.5, true],
                        ["=1+1", null, null, double.NaN, false],
                    }.ToAsyncEnumerable()
                ),
                new("条件", ["项目"], AsyncEnumerable.Empty<object?[]>()),
            ],
            "zh",
            Token
        );

        using ZipArchive zip = new(new MemoryStream(target.ToArray()));
        var list = Xml(zip, "xl/workbook.xml");
        var space = list.Root!.GetDefaultNamespace();
        Assert.Equal(
            ["'屯''s'!$1:$1", "'条件'!$1:$1"],
            list.Descendants(space + "definedName")
                .Where(n => (string?)n.Attribute("name") == "_xlnm.Print_Titles")
                .OrderBy(n => (int)n.Attribute("localSheetId")!)
                .Select(n => n.Value)
        );
        // The standard asks for this order of the list's children.
        Assert.Equal(
            ["sheets", "definedNames"],
            list.Root.Elements().Select(e => e.Name.LocalName).Where(n => n is "sheets" or "definedNames")
        );
        var sheet = Xml(zip, "xl/worksheets/sheet1.xml");
        var pane = sheet.Descendants(space + "pane").Single();
        Assert.Equal("frozen", (string?)pane.Attribute("state"));
        Assert.Equal(
            ["17", "7", "12", "8", "7"],
            sheet.Descendants(space + "col").Select(c => (string?)c.Attribute("width"))
        );
        Assert.Equal(
            ["inlineStr", null],
            sheet.Descendants(space + "c").Skip(5).Take(2).Select(c => (string?)c.Attribute("t"))
        );
        Assert.Empty(sheet.Descendants(space + "f"));

        target.Position = 0;
        var rows = target.Query(sheetName: "屯's").Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(["451031100201001", 63.0, new DateTime(2018, 12, 31), 1240.5, "是"], rows[1].Values);
        Assert.Equal(["=1+1", null, null, null, "否"], rows[2].Values);
    }

    [Fact]
    public async Task A_text_that_no_cell_can_hold_is_refused_with_its_row_and_column()
    {
        WorkbookSheet sheet = new(
            "路",
            ["编码", "wkt"],
            new object?[][] { ["A", new string('x', 32_768)] }.ToAsyncEnumerable()
        );
        var fault = await Assert.ThrowsAsync<UsageException>(() =>
            Workbook.WriteAsync(Stream.Null, [sheet], "zh", Token)
        );
        Assert.Contains("第 1 行“wkt”有 32768 个字符", fault.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_do_not_fit_a_sheet_go_on_in_the_next()
    {
        using MemoryStream target = new();
        var rows = Enumerable.Range(1, 1_048_576).Select(i => (object?[])[i]).ToAsyncEnumerable();
        await Workbook.WriteAsync(target, [new("编号", ["n"], rows)], "zh", Token);
        using ZipArchive zip = new(new MemoryStream(target.ToArray()));
        var space = XNamespace.Get("http://schemas.openxmlformats.org/spreadsheetml/2006/main");
        Assert.Equal(
            ["编号", "编号 (2)"],
            Xml(zip, "xl/workbook.xml").Descendants(space + "sheet").Select(s => (string?)s.Attribute("name"))
        );
        var last = Xml(zip, "xl/worksheets/sheet2.xml").Descendants(space + "row").ToList();
        Assert.Equal(2, last.Count);
        Assert.Equal("1048576", last[1].Value);
    }

    public static TheoryData<string> Documents =>
        [
            .. typeof(DocumentTable)
                .Assembly.GetTypes()
                .Where(t =>
                    t is { IsPublic: true, IsClass: true } && t.Name.EndsWith("Document", StringComparison.Ordinal)
                )
                .Select(t => t.FullName!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_member_of_a_published_document_has_a_header_in_both_languages(string name)
    {
        HashSet<Type> seen = [];
        Walk(typeof(DocumentTable).Assembly.GetType(name)!);

        void Walk(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type.IsArray)
                Walk(type.GetElementType()!);
            foreach (var argument in type.GetGenericArguments())
                Walk(argument);
            if (type.Assembly != typeof(DocumentTable).Assembly || type == typeof(Bilingual) || !seen.Add(type))
                return;
            foreach (var member in TableColumns.MembersOf(type))
            {
                Walk(member.PropertyType);
                if (member.Name is "Geometry" or "GeometryBefore" or "GeometryAfter" or "Outline" or "Coordinates")
                    continue; // shapes are no columns
                var title = Words.Column(TableColumns.Camel(member.Name));
                Assert.DoesNotMatch("[A-Za-z]{4,}", title.Zh);
                Assert.NotEmpty(title.En);
            }
        }
    }

    private static XDocument Xml(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        return XDocument.Load(stream);
    }
}
