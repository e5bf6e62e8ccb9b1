using Longlin.Geo.Crs;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using MiniExcelLibs;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Import;

public sealed class ReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-read-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private string Workbook(string name, params object?[][] rows)
    {
        var file = Path.Combine(_folder, name);
        MiniExcel.SaveAs(
            file,
            rows.Select(r => r.Select((v, i) => ($"c{i}", v)).ToDictionary(p => p.Item1, p => p.v)),
            printHeader: false
        );
        return file;
    }

    private static List<ImportedRow> Read(
        string file,
        string layer,
        string? crs = "EPSG:4490",
        string? sourceLayer = null,
        Envelope? expected = null
    ) =>
        [
            .. FileImporter
                .Open(
                    new ImportOptions
                    {
                        File = file,
                        Layer = SharedData.Catalog[layer],
                        Crs = crs,
                        SourceLayer = sourceLayer,
                        Expected = expected is null
                            ? null
                            : new CountyOutline(new GeometryFactory().ToGeometry(expected)),
                    }
                )
                .Rows(),
        ];

    [Theory]
    [InlineData("三十二", 32)]
    [InlineData("十", 10)]
    [InlineData("十五", 15)]
    [InlineData("一百零五", 105)]
    [InlineData("两千三百", 2300)]
    [InlineData("一万二千", 12000)]
    [InlineData("叁拾贰", 32)]
    public void Chinese_numerals_are_read_as_counts(string text, int number)
    {
        Assert.True(ChineseNumber.TryParse(text, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("约三十")]
    [InlineData("三十多")]
    [InlineData("二二")]
    [InlineData("十百")]
    [InlineData("")]
    public void Text_that_is_not_a_numeral_is_not_read_as_one(string text) =>
        Assert.False(ChineseNumber.TryParse(text, out _));

    [Theory]
    [InlineData("２５", 25)]
    [InlineData("1,205", 1205)]
    [InlineData("三十二", 32)]
    public void Counts_are_read_as_bureaus_write_them(string text, int households) =>
        Assert.Equal(
            households,
            Assert.Single(Read(Write("a.csv", $"code,lon,lat,户数\nA,105,24.7,\"{text}\"\n"), "hamlets")).Record![
                "households"
            ]
        );

    [Theory]
    [InlineData("2018年6月", 2018, 6, 1)]
    [InlineData("2018-06", 2018, 6, 1)]
    [InlineData("2018/6/1", 2018, 6, 1)]
    [InlineData("2018年6月15日", 2018, 6, 15)]
    public void Dates_are_read_as_bureaus_write_them(string text, int year, int month, int day) =>
        Assert.Equal(
            new DateOnly(year, month, day),
            Assert.Single(Read(Write("a.csv", $"code,lon,lat,建成日期\nA,105,24.7,{text}\n"), "hamlets")).Record![
                "opened_on"
            ]
        );

    [Fact]
    public void Units_in_headers_are_converted_and_an_impossible_one_refuses_the_file()
    {
        var works = Read(Write("a.csv", "code,budget_yuan（万元）,wkt\nA,12.5,POINT(105 24.7)\n"), "works");
        Assert.Equal(125_000m, Assert.Single(works).Record!["budget_yuan"]);
        var roads = Read(
            Write("b.csv", "code,roadbed_width_m(米),wkt\nA,4.5,\"LINESTRING(105 24.7,105.1 24.7)\"\n"),
            "roads"
        );
        Assert.Equal(4.5, Assert.Single(roads).Record!["roadbed_width_m"]);
        Assert.Contains(
            "万元",
            Assert
                .Throws<ImportException>(() =>
                    Read(
                        Write("c.csv", "code,roadbed_width_m(万元),wkt\nA,4.5,\"LINESTRING(105 24.7,105.1 24.7)\"\n"),
                        "roads"
                    )
                )
                .Text.Zh,
            StringComparison.Ordinal
        );
        var sites = Read(Write("d.csv", "code,housing_m2（亩）,lon,lat\nA,3,105,24.7\n"), "sites");
        Assert.InRange((double)Assert.Single(sites).Record!["housing_m2"]!, 1999.9, 2000.1);
    }

    [Fact]
    public void A_ledger_with_a_title_and_a_two_row_header_is_read()
    {
        var rows = Read(
            Workbook(
                "台账.xlsx",
                ["隆林县自然屯台账", null, null, null, null],
                ["编码", "名称", "户数", "坐标", "坐标"],
                [null, null, null, "经度", "纬度"],
                ["A", "上寨屯", 32, 105.1, 24.7],
                ["B", "下寨屯", "三十", 105.2, 24.7],
                ["C", "坏寨屯", "约三十", 105.2, 24.7]
            ),
            "hamlets"
        );
        Assert.Equal(["A", "B"], rows.Where(r => r.Record is not null).Select(r => (string)r.Record!["code"]!));
        Assert.Equal([32, 30], rows.Where(r => r.Record is not null).Select(r => (int)r.Record!["households"]!));
        var rejection = Assert.Single(rows[2].Rejections);
        Assert.Equal((6L, "households"), (rejection.Row, rejection.Field)); // the sheet's own row
    }

    [Fact]
    public void A_workbook_without_a_known_header_and_a_file_that_is_not_a_workbook_are_refused()
    {
        Assert.Contains(
            "--map",
            Assert.Throws<ImportException>(() => Read(Workbook("x.xlsx", ["甲", "乙"], ["1", "2"]), "hamlets")).Text.Zh,
            StringComparison.Ordinal
        );
        Assert.Throws<ImportException>(() => Read(Write("y.xlsx", "not a zip"), "hamlets"));
    }

    [Fact]
    public void A_sheet_is_chosen_by_its_name_and_a_missing_one_is_refused_with_those_there_are()
    {
        var file = Path.Combine(_folder, "sheets.xlsx");
        static object Row(string code) =>
            new
            {
                code,
                lon = 105.1,
                lat = 24.7,
            };
        MiniExcel.SaveAs(file, new Dictionary<string, object> { ["一"] = Rows("A"), ["二"] = Rows("B") });
        string[] Codes(string? sheet) =>
            [.. Read(file, "hamlets", sourceLayer: sheet).Select(r => (string)r.Record!["code"]!)];
        Assert.Equal(
            [
                ["A"],
                ["B"],
            ],
            ((string?[])["一", "二"]).Select(Codes)
        );
        // Two sheets that could be meant need a choice.
        Assert.Contains(
            "一、二",
            Assert.Throws<ImportException>(() => Codes(null)).Reason.Zh,
            StringComparison.Ordinal
        );
        var refused = Assert.Throws<ImportException>(() => Codes("三")).Reason;
        Assert.Equal("没有工作表 三，可用：一、二。", refused.Zh);

        static object[] Rows(string code) => [Row(code)];
    }

    [Fact]
    public void A_broken_workbook_is_refused_with_plain_advice()
    {
        var whole = Workbook("whole.xlsx", ["编码", "户数", "经度", "纬度"], ["A", 32, 105.1, 24.7]);
        var half = Path.Combine(Path.GetDirectoryName(whole)!, "half.xlsx");
        File.WriteAllBytes(half, File.ReadAllBytes(whole)[..^200]);
        var old = Path.Combine(Path.GetDirectoryName(whole)!, "old.xlsx");
        File.WriteAllBytes(old, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]]);
        foreach (
            var (file, words) in ((string, string)[])
                [(half, "没有下载完整"), (old, "密码"), (Write("text.xlsx", "no workbook"), "改了扩展名")]
        )
        {
            var message = Assert.Throws<ImportException>(() => Read(file, "hamlets")).Text;
            Assert.Contains(words, message.Zh, StringComparison.Ordinal);
            Assert.Contains("另存为 .xlsx", message.Zh, StringComparison.Ordinal);
            Assert.Contains("save it as .xlsx", message.En, StringComparison.Ordinal);
            Assert.DoesNotContain("Central Directory", message.En, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void One_feature_per_line_is_read_and_a_broken_line_is_one_bad_row()
    {
        const string good =
            """{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Point","coordinates":[105,24.7]}}""";
        var rows = Read(
            Write("a.geojsonl", $"{good}\n{{broken\n{good.Replace("\"A\"", "\"B\"", StringComparison.Ordinal)}\n"),
            "hamlets",
            null
        );
        Assert.Equal([true, false, true], rows.Select(r => r.Record is not null));
    }

    [Fact]
    public void A_GeoPackage_with_several_layers_needs_a_layer_name()
    {
        var file = SharedData.Need("osm/qgis_training_swellendam.gpkg");
        Assert.Contains(
            "--source-layer",
            Assert.Throws<ImportException>(() => Read(file, "roads", null)).Text.Zh,
            StringComparison.Ordinal
        );
        var rows = Read(file, "roads", null, "roads");
        Assert.Equal(717, rows.Count);
        // "paved" is ambiguous.
        Assert.All(rows.Where(r => r.Record is null), r => Assert.Equal("surface", Assert.Single(r.Rejections).Field));
    }

    // The examples in the documentation of coordtransform (wandergis, MIT), the formula that other tools follow.
    [Fact]
    public void Web_map_datums_match_other_tools()
    {
        Assert.Equal((116.41024449916938, 39.91640428150164), Rounded(WebMapDatum.ToGcj02(116.404, 39.915)));
        var (lon, lat) = WebMapDatum.FromGcj02(116.41024449916938, 39.91640428150164);
        Assert.InRange(Geodesy.DistanceMetres(116.404, 39.915, lon, lat), 0, 0.001);

        static (double, double) Rounded((double Lon, double Lat) p) => (Math.Round(p.Lon, 14), Math.Round(p.Lat, 14));
    }

    [Fact]
    public void Web_map_offsets_are_removed_to_half_a_metre_and_marked_approximate()
    {
        foreach (var (lon, lat) in (ReadOnlySpan<(double, double)>)[(104.8, 24.4), (105.25, 24.7), (105.7, 25.0)])
        {
            var (gx, gy) = WebMapDatum.ToGcj02(lon, lat);
            var shift = Geodesy.DistanceMetres(lon, lat, gx, gy);
            Assert.InRange(shift, 400, 480); // 417 to 471 m in this county
            var (x, y) = WebMapDatum.FromGcj02(gx, gy);
            Assert.InRange(Geodesy.DistanceMetres(lon, lat, x, y), 0, 0.01);
            var (bx, by) = WebMapDatum.ToBd09(lon, lat);
            Assert.InRange(Geodesy.DistanceMetres(lon, lat, bx, by), 900, 1100); // 967 to 1,053 m
            var (u, v) = WebMapDatum.FromBd09(bx, by);
            Assert.InRange(Geodesy.DistanceMetres(lon, lat, u, v), 0, 0.01);
        }

        var importer = FileImporter.Open(
            new ImportOptions
            {
                File = Write("g.csv", "code,lon,lat\nA,105.25,24.7\n"),
                Layer = SharedData.Catalog["hamlets"],
                Crs = "GCJ-02",
            }
        );
        Assert.True(importer.Approximate);
    }

    [Theory]
    [InlineData("EPSG:4490", "24.7,105.2", "颠倒")]
    [InlineData("EPSG:4490", "35525301,2732926", "EPSG:4523")]
    [InlineData("EPSG:4523", "36525301,2732926", "EPSG:4524")]
    [InlineData("EPSG:4544", "35525301,2732926", "EPSG:4523")]
    [InlineData("EPSG:4544", "105.2,24.7", "EPSG:4490")]
    public void The_likely_coordinate_system_is_suggested(string declared, string xy, string likely) =>
        Assert.Contains(
            likely,
            Assert
                .Throws<ImportException>(() => Read(Write("a.csv", $"code,x,y\nA,{xy}\n"), "hamlets", declared))
                .Text.Zh,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_wrong_zone_is_detected_with_the_county_outline()
    {
        Envelope longlin = new(104.7, 105.8, 24.3, 25.1);
        var file = Write("a.csv", "code,x,y\nA,525301,2732926\nB,515301,2722926\n");
        Assert.Equal(2, Read(file, "hamlets", "EPSG:4544", expected: longlin).Count(r => r.Record is not null));
        Assert.Contains(
            "--crs EPSG:4544",
            Assert.Throws<ImportException>(() => Read(file, "hamlets", "EPSG:4545", expected: longlin)).Text.Zh,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("EPSG:4544", 105.25, 24.7, 525301.0)]
    [InlineData("EPSG:4523", 105.25, 24.7, 35525301.0)]
    public void Forward_and_inverse_projection_agree_to_a_millimetre(string crs, double lon, double lat, double east)
    {
        var system = CrsTable.Find(crs, out _)!;
        var (x, y) = system.FromGeographic(lon, lat);
        Assert.InRange(x, east - 5, east + 5);
        var (u, v) = system.ToGeographic(x, y);
        Assert.InRange(Geodesy.DistanceMetres(lon, lat, u, v), 0, 0.001);
    }
}
