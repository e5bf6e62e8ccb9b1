using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static List<ImportedRow> Read(
        string file,
        string layer,
        string? crs = null,
        Dictionary<string, string>? set = null,
        string? encoding = null
    ) =>
        [
            .. FileImporter
                .Open(
                    new ImportOptions
                    {
                        File = file,
                        Layer = SharedData.Catalog[layer],
                        Crs = crs,
                        Set = set ?? [],
                        Encoding = encoding,
                    }
                )
                .Rows(),
        ];

    private static string Refused(string file, string layer, string? crs = null)
    {
        var message = Assert.Throws<ImportException>(() => Read(file, layer, crs)).Text.Zh;
        Assert.Contains(Path.GetFileName(file), message, StringComparison.Ordinal);
        return message;
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "找不到文件",
            Refused(Path.Combine(_folder, "gone.csv"), "hamlets", "EPSG:4490"),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_unsupported_format_is_refused_and_the_supported_ones_are_listed() =>
        Assert.Contains(".geojson", Refused(Write("a.docx", "x"), "hamlets", "EPSG:4490"), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_a_coordinate_system_needs_a_declared_one() =>
        Assert.Contains(
            "--crs",
            Refused(Write("a.csv", "code,lon,lat\n1,105,24.7\n"), "hamlets"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("EPSG:4214")]
    [InlineData("EPSG:2327")]
    [InlineData("EPSG:99999")]
    [InlineData("Beijing 54")]
    public void Beijing_54_Xian_80_and_unknown_systems_are_refused(string crs) =>
        Refused(Write("a.csv", "code,lon,lat\n1,105,24.7\n"), "hamlets", crs);

    [Fact]
    public void Coordinates_outside_the_area_of_use_reject_the_row_and_many_of_them_reject_the_file()
    {
        var rows = Read(
            Write("some.csv", "code,lon,lat,户数\n1,105,24.7,20\n2,105.1,24.7,20\n3,24.7,105,20\n"),
            "hamlets",
            "EPSG:4490"
        );
        Assert.Equal((3L, "geometry"), (Assert.Single(rows, r => r.Record is null).Row, rows[2].Rejections[0].Field));
        Assert.Contains(
            "--crs",
            Refused(Write("most.csv", "code,lon,lat\n1,24.7,105\n2,24.7,105\n3,105,24.7\n"), "hamlets", "EPSG:4490"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "EPSG:4523",
            Refused(Write("projected.csv", "code,x,y\n1,35500000,2733000\n"), "hamlets", "EPSG:4490"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("-3")]
    [InlineData("约三十")]
    [InlineData("2.5")]
    public void Invalid_household_counts_are_rejected_with_row_field_and_value(string households)
    {
        var rejection = Assert.Single(
            Assert
                .Single(Read(Write("a.csv", $"code,lon,lat,户数\n1,105,24.7,{households}\n"), "hamlets", "EPSG:4490"))
                .Rejections
        );
        Assert.Equal((1L, "households"), (rejection.Row, rejection.Field));
        Assert.Contains(households, rejection.Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_surface_is_rejected_with_the_allowed_words_and_Chinese_words_are_understood()
    {
        var rows = Read(
            Write(
                "a.csv",
                "code,surface,wkt\n1,玻璃,\"LINESTRING(105 24.7,105.1 24.7)\"\n2,水泥,\"LINESTRING(105 24.7,105.1 24.7)\"\n"
            ),
            "roads",
            "EPSG:4490"
        );
        Assert.Contains("concrete", Assert.Single(rows[0].Rejections).Reason.En, StringComparison.Ordinal);
        Assert.Equal("concrete", rows[1].Record!["surface"]);
    }

    [Fact]
    public void An_invalid_geometry_and_one_of_the_wrong_kind_are_rejected()
    {
        var rows = Read(
            Write(
                "a.csv",
                "code,kind,wkt\n1,hazard,\"POLYGON((105 24,106 25,106 24,105 25,105 24))\"\n2,hazard,POINT(105 "
                    + "24.7)\n3,hazard,\"POLYGON((105 24,106 24,106 25,105 24))\"\n"
            ),
            "zones",
            "EPSG:4490"
        );
        Assert.Equal([true, true, false], rows.Select(r => r.Record is null));
    }

    [Fact]
    public void A_closing_date_before_the_opening_date_is_rejected() =>
        Assert.Equal(
            "closed_on",
            Assert
                .Single(
                    Assert
                        .Single(
                            Read(
                                Write("a.csv", "code,lon,lat,opened_on,closed_on\n1,105,24.7,2018-05-01,2017-05-01\n"),
                                "hamlets",
                                "EPSG:4490"
                            )
                        )
                        .Rejections
                )
                .Field
        );

    [Fact]
    public void A_generated_code_depends_only_on_layer_name_and_place()
    {
        const string text = "name,lon,lat\n上寨,105,24.7\n下寨,105.01,24.7\n";
        var file = Write("a.csv", text);
        var codes = Read(file, "hamlets", "EPSG:4490").ConvertAll(r => r.Record!["code"]);
        Assert.Equal(codes, Read(Write("b.csv", text), "hamlets", "EPSG:4490").ConvertAll(r => r.Record!["code"]));
        Assert.NotEqual(
            codes,
            Read(file, "facilities", "EPSG:4490", new() { ["kind"] = "school" }).ConvertAll(r => r.Record!["code"])
        );
        Assert.Equal(2, codes.Distinct().Count());
        // Pinned: another code for the same place would import every feature of an old file a second time.
        Assert.Equal("x805203ee65a4", codes[0]);
    }

    [Fact]
    public void A_fixed_value_is_set_in_every_row_and_overrides_the_file()
    {
        var file = Write("a.csv", "code,lon,lat,households\n1,105,24.7,7\n2,105.1,24.7,8\n");
        var rows = Read(file, "hamlets", "EPSG:4490", new() { ["households"] = "20", ["name"] = "上寨" });
        Assert.Equal(
            [(20, "上寨"), (20, "上寨")],
            rows.Select(r => ((int)r.Record!["households"]!, (string)r.Record!["name"]!))
        );
        var refused = Assert.Throws<ImportException>(() =>
            Read(file, "hamlets", "EPSG:4490", new() { ["households"] = "约三十" })
        );
        Assert.StartsWith("--set households: ", refused.Reason.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROJCS[\"CGCS2000_GK_Zone_35\",GEOGCS[\"GCS_China")]
    [InlineData("PROJCS[]")]
    [InlineData("\0\0\0\0")]
    public void A_shapefile_with_a_damaged_prj_is_refused_unless_a_system_is_declared(string prj)
    {
        var from = SharedData.Need("gbk/chinese_encoding.shp");
        foreach (var part in (string[])[".shp", ".shx", ".dbf"])
            File.Copy(Path.ChangeExtension(from, part), Path.Combine(_folder, "a" + part));
        File.WriteAllText(Path.Combine(_folder, "a.prj"), prj);
        var file = Path.Combine(_folder, "a.shp");
        Assert.Contains("坐标系", Refused(file, "areas"), StringComparison.Ordinal);
        Assert.Equal(
            78,
            FileImporter
                .Open(
                    new ImportOptions
                    {
                        File = file,
                        Layer = SharedData.Catalog["areas"],
                        Crs = "EPSG:4326",
                        Map = new Dictionary<string, string> { ["name"] = "NAME99" },
                    }
                )
                .Rows()
                .Count()
        );
    }

    [Fact]
    public void GBK_text_without_a_declared_encoding_is_recognised()
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var file = Path.Combine(_folder, "gbk.csv");
        File.WriteAllText(
            file,
            "编码,名称,经度,纬度,户数\n1,上寨屯,105,24.7,20\n",
            System.Text.Encoding.GetEncoding(936)
        );
        Assert.Equal("上寨屯", Assert.Single(Read(file, "hamlets", "EPSG:4490")).Record!["name"]);
    }

    [Fact]
    public void Gauss_Krueger_with_and_without_zone_prefix_differ_by_exactly_35_million()
    {
        var plain = Read(Write("a.csv", "code,x,y\n1,525301.4,2732925.9\n"), "hamlets", "EPSG:4544");
        var prefixed = Read(Write("b.csv", "code,x,y\n1,35525301.4,2732925.9\n"), "hamlets", "EPSG:4523");
        var (one, other) = (plain[0].Record!.Geometry!.Coordinate, prefixed[0].Record!.Geometry!.Coordinate);
        Assert.InRange(one.Distance(other), 0, 1e-9);
        // The forward projection of 105.25° E 24.7° N on CGCS2000 (series of GB/T 17278) gives E 525 301, N 2 732 9xx.
        Assert.InRange(one.X, 105.2499, 105.2501);
    }

    [Fact]
    public void The_GBK_shapefile_keeps_its_Chinese_names()
    {
        var file = SharedData.Need("gbk/chinese_encoding.shp");
        var rows = FileImporter
            .Open(
                new ImportOptions
                {
                    File = file,
                    Layer = SharedData.Catalog["areas"],
                    Crs = "EPSG:4326",
                    Map = new Dictionary<string, string> { ["code"] = "COUNTY_ID", ["name"] = "NAME99" },
                    Set = new Dictionary<string, string> { ["level"] = "county" },
                }
            )
            .Rows()
            .ToList();
        Assert.Equal(78, rows.Count(r => r.Record is not null));
        Assert.All(rows, r => Assert.Matches(@"^\p{IsCJKUnifiedIdeographs}+$", (string)r.Record!["name"]!));
    }

    [Fact]
    public void Malformed_third_party_files_are_refused_with_a_message_and_never_crash()
    {
        var folder = SharedData.Need("badinput");
        var (read, refused) = (0, 0);
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".geojson" or ".json" or ".shp" or ".dbf" or ".csv")
        )
        {
            try
            {
                foreach (
                    var row in FileImporter
                        .Open(
                            new ImportOptions
                            {
                                File = file,
                                Layer = SharedData.Catalog["works"],
                                Crs = "EPSG:4326",
                            }
                        )
                        .Rows()
                )
                    Assert.True(row.Record is not null || row.Rejections.Count > 0, file);
                read++;
            }
            catch (ImportException e)
            {
                // The .cpg beside it may be at fault
                Assert.Contains(Path.GetFileNameWithoutExtension(file), e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.Equal(88, read + refused);
        Assert.InRange(refused, 22, 87); // 22 of them are bare .dbf tables
    }
}
