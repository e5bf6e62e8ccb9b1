using System.IO.Compression;
using System.Text;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Workbooks as people make them: hidden sheets, merged cells, formulas, formats, totals.</summary>
public sealed class WorkbookCaseTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Fact]
    public void Days_are_counted_from_1904_where_the_workbook_says_so() =>
        Assert.Equal(new DateOnly(2018, 6, 1), Cases.Case("x_1904.xlsx").Records.Single()["opened_on"]);

    [Fact]
    public void The_visible_sheet_is_taken_and_the_hidden_one_named()
    {
        var read = Cases.Case("x_hidden.xlsx");
        Assert.Equal("451031100204031 451031100204032 451031100204033", read.Codes);
        Assert.Equal("台账", read.File.Taken);
        Assert.Contains(read.File.Notes, n => n.Zh.Contains("旧表", StringComparison.Ordinal));
        Assert.Contains(read.File.Notes, n => n.En.Contains("1 hidden row", StringComparison.Ordinal));
    }

    [Fact]
    public void Percentages_and_units_are_read_as_the_cell_shows_them()
    {
        var read = Cases.Case("x_pct.xlsx", "roads");
        Assert.Equal([12.0, 12.0, 12.0, 12.0], read.Records.Select(r => r["grade_pct"]));
        Assert.Equal([3.5, 3.5, 3.5, 3.5], read.Records.Select(r => r["surface_width_m"]));
    }

    [Theory]
    [InlineData("x_formula.xlsx", "households", "C2")]
    [InlineData("x_formula.xlsx", "opened_on", "G2")]
    [InlineData("x_err.xlsx", "name", "B2")]
    [InlineData("x_err.xlsx", "households", "C3")]
    public void A_cell_without_a_value_rejects_its_row_and_is_named(string name, string field, string cell)
    {
        var read = Cases.Case(name);
        Assert.Empty(read.Records);
        Assert.Contains(read.Rejections, r => r.Field == field && r.Reason.Zh.Contains(cell, StringComparison.Ordinal));
    }

    [Fact]
    public void Blanks_units_and_words_for_nothing_are_understood()
    {
        var read = Cases.Case("x_text.xlsx");
        Assert.Equal("451031100204061 451031100204062 451031100204064 451031100204065", read.Codes);
        Assert.Equal([30, 30, null, null], read.Records.Select(r => (int?)r["households"]));
        Assert.Equal([120, 120, null, null], read.Records.Select(r => (int?)r["population"]));
        Assert.Equal(
            [new DateOnly(2018, 6, 1), new DateOnly(2018, 6, 1), null, null],
            read.Records.Select(r => (DateOnly?)r["opened_on"])
        );
        Assert.Equal(["opened_on", "households"], read.Rejections.Select(r => r.Field)); // 约30, 2018年6月1日前
    }

    [Fact]
    public void A_count_merged_over_rows_is_one_value_for_several_and_a_merged_name_is_not()
    {
        var file = Book(
            ["编码", "名称", "户数", "经度", "纬度"],
            [
                ["A", "大寨", "30", "105.1", "24.7"],
                ["B", "", "", "105.2", "24.7"],
                ["C", "小寨", "12", "105.3", "24.7"],
            ],
            "B2:B3",
            "C2:C3"
        );
        var read = Cases.Read(file, "hamlets");
        Assert.Equal("C", read.Codes);
        Assert.Equal([2L, 3L], read.Rejections.Select(r => r.Row));
        Assert.All(read.Rejections, r => Assert.Contains("C2:C3", r.Reason.Zh, StringComparison.Ordinal));
        var names = Cases.Read(
            Book(
                ["编码", "名称", "经度", "纬度"],
                [
                    ["A", "大寨", "105.1", "24.7"],
                    ["B", "", "105.2", "24.7"],
                ],
                "B2:B3"
            ),
            "hamlets"
        );
        Assert.Equal(["大寨", "大寨"], names.Records.Select(r => r["name"]));
    }

    [Fact]
    public void Totals_and_signatures_are_passed_over_and_listed()
    {
        var file = Book(
            ["编码", "名称", "户数", "经度", "纬度"],
            [
                ["A", "合计屯", "30", "105.1", "24.7"],
                ["合 计", "", "30", "", ""],
                ["", "全县合计", "30", "", ""],
                ["填表人：张三", "", "", "填表日期：2018年6月1日", ""],
            ]
        );
        var read = Cases.Read(file, "hamlets");
        Assert.Equal("A", read.Codes);
        Assert.Empty(read.Rejections);
        Assert.Equal([3L, 4L, 5L], read.Repairs.Select(r => r.Row));
        Assert.All(read.Repairs, r => Assert.Equal(RepairKind.PassedOver, r.Kind));
        Assert.Equal(
            [2L],
            Cases
                .Read(_cases.Write("a.csv", "编码,名称,户数,经度,纬度\nA,甲,30,105.1,24.7\n合计,,30,,\n"), "hamlets")
                .Repairs.Select(r => r.Row)
        );
    }

    // A workbook of texts and numbers, as simple as one can be.
    private string Book(string[] header, string[][] rows, params string[] merges)
    {
        StringBuilder sheet = new(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        );
        for (var r = 0; r <= rows.Length; r++)
        {
            sheet.Append($"<row r=\"{r + 1}\">");
            foreach (var value in r == 0 ? header : rows[r - 1])
                sheet.Append(
                    double.TryParse(value, out _)
                        ? $"<c><v>{value}</v></c>"
                        : $"<c t=\"inlineStr\"><is><t>{value}</t></is></c>"
                );
            sheet.Append("</row>");
        }

        sheet.Append("</sheetData>");
        if (merges.Length > 0)
            sheet.Append($"<mergeCells>{string.Concat(merges.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>");
        sheet.Append("</worksheet>");
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(
                zip,
                "xl/workbook.xml",
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                    + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                    + "<sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            );
            Add(
                zip,
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                    + "<Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/></Relationships>"
            );
            Add(zip, "xl/worksheets/s.xml", sheet.ToString());
        }

        return _cases.Write($"book{merges.Length}{rows.Length}.xlsx", bytes.ToArray());

        static void Add(ZipArchive zip, string name, string text)
        {
            using StreamWriter writer = new(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
