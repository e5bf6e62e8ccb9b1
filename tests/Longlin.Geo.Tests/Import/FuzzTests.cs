using System.IO.Compression;
using System.Text;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Damaged and hostile files. The long form is the benchmark <c>fuzz</c>.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-fuzz-").FullName;

    public static TheoryData<string> Kinds => [.. ReaderFuzz.Kinds];

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_damaged_file_is_read_or_refused_with_a_message(string kind)
    {
        var outcome = await new ReaderFuzz(SharedData.Catalog, _folder).RunAsync(kind, 150, 20160329);
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
        Assert.Empty(outcome.Faults);
        Assert.Equal(150, outcome.Cases);
        Assert.True(outcome.Refused + outcome.Rejecting > 0, "no damage was noticed");
    }

    [Fact]
    public async Task An_undamaged_seed_of_every_kind_is_read_completely()
    {
        // Otherwise the fuzzer would test the refusal of one and the same fault.
        foreach (var kind in ReaderFuzz.Kinds)
            Assert.InRange(await new ReaderFuzz(SharedData.Catalog, _folder).GoodRowsAsync(kind), 10, 30);
    }

    private ImportException Refused(string file, string layer = "hamlets", ImportLimits? limits = null) =>
        Assert.Throws<ImportException>(() =>
            ReaderFuzz.Read(
                new ImportOptions
                {
                    File = file,
                    Layer = SharedData.Catalog[layer],
                    Crs = "EPSG:4490",
                    Limits = limits ?? new(),
                }
            )
        );

    private string Zip(string name, params (string Name, string Text)[] entries)
    {
        var file = Path.Combine(_folder, name);
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (entry, text) in entries)
        {
            using var to = zip.CreateEntry(entry).Open();
            to.Write(Encoding.UTF8.GetBytes(text));
        }

        return file;
    }

    [Theory]
    [InlineData("a.zip", "x.shp")]
    [InlineData("a.xlsx", "xl/worksheets/sheet1.xml")]
    public void A_zip_bomb_is_refused_at_the_limit(string archive, string entry)
    {
        var file = Path.Combine(_folder, archive);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using var to = zip.CreateEntry(entry, CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 80; i++)
                to.Write(zeros);
        }

        Assert.True(new FileInfo(file).Length < 1 << 20);
        Assert.Contains(
            "67108864",
            Refused(file, limits: new() { MaxUnpackedBytes = 64 << 20 }).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_archive_cannot_write_outside_its_folder()
    {
        var outside = Path.Combine(_folder, "inner");
        Directory.CreateDirectory(outside);
        Refused(Zip("inner/t.zip", ("../../evil.shp", "x"), ("..\\..\\evil.dbf", "x"), ("/evil.prj", "x")));
        Assert.DoesNotContain(
            Directory
                .EnumerateFiles(Path.GetTempPath(), "evil.*")
                .Concat(Directory.EnumerateFiles(_folder, "evil.*", SearchOption.AllDirectories)),
            f => f.Contains("evil", StringComparison.Ordinal)
        );
        Assert.False(File.Exists("/evil.prj"));
    }

    [Fact]
    public void Entities_in_a_workbook_are_not_expanded()
    {
        var entities = string.Concat(
            Enumerable
                .Range(1, 9)
                .Select(i => $"<!ENTITY e{i} \"{string.Concat(Enumerable.Repeat($"&e{i - 1};", 10))}\">")
        );
        var before = GC.GetTotalAllocatedBytes();
        Refused(
            Zip(
                "bomb.xlsx",
                (
                    "[Content_Types].xml",
                    """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override """
                        + """PartName="/xl/workbook.xml" """
                        + """ContentType="application/vnd.openxmlformats-officedocument."""
                        + """spreadsheetml.sheet.main+xml"/>"""
                        + """</Types>"""
                ),
                (
                    "xl/workbook.xml",
                    """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" """
                        + """xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"""
                        + """<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"""
                ),
                (
                    "xl/_rels/workbook.xml.rels",
                    """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"""
                        + """<Relationship Id="rId1" """
                        + """Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" """
                        + """Target="worksheets/sheet1.xml"/></Relationships>"""
                ),
                (
                    "xl/worksheets/sheet1.xml",
                    $"""<!DOCTYPE w [<!ENTITY e0 "code">{entities}]><worksheet """
                        + """xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row """
                        + """r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>"""
                )
            )
        );
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.geojson")]
    [InlineData("a.xlsx")]
    public void Ten_thousand_columns_are_refused(string name)
    {
        var file = Path.Combine(_folder, name);
        var columns = Enumerable.Range(0, 10_000).Select(i => $"c{i}").ToArray();
        if (name == "a.csv")
            File.WriteAllText(
                file,
                $"code,lon,lat,{string.Join(',', columns)}\nA,105,24.7,{string.Join(',', columns)}\n"
            );
        else if (name == "a.geojson")
            File.WriteAllText(
                file,
                """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":"""
                    + """{"type":"Point","coordinates":[105,24.7]},"properties":{ """
                    + $$"""{{string.Join(',', columns.Select(c => $"\"{c}\":1"))}} } }]}"""
            );
        else
            MiniExcelLibs.MiniExcel.SaveAs(
                file,
                new[]
                {
                    columns
                        .Prepend("lat")
                        .Prepend("lon")
                        .Prepend("code")
                        .ToDictionary(c => c, c => (object)(c == "lon" ? 105 : 24.7)),
                }
            );
        Assert.Contains("2000", Refused(file).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[")]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Too_deep_nesting_is_refused(string piece)
    {
        var file = Path.Combine(_folder, "deep.geojson");
        File.WriteAllText(file, string.Concat(Enumerable.Repeat(piece, 50_000)));
        Refused(file);
    }

    // Kept from the long fuzzer: a part that began 190 million points before its record kept the library busy.
    [Fact]
    public async Task A_shapefile_with_part_offsets_outside_the_record_is_refused()
    {
        var place = Path.Combine(_folder, "parts");
        Directory.CreateDirectory(place);
        var file = await new ReaderFuzz(SharedData.Catalog, _folder).WriteGoodAsync("shp", place);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        BitConverter.GetBytes(-190_906_368).CopyTo(bytes, 100 + 6 * 104 + 8 + 44);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        Assert.Contains("Row 7", Refused(file, "roads").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POINT (105")]
    [InlineData("LINESTRING (105 24.7,")]
    [InlineData("POLYGON ((")]
    [InlineData("GEOMETRYCOLLECTION (")]
    [InlineData("POINT ZM (1 2 3 4 5)")]
    [InlineData("POINT Z")]
    [InlineData("(((")]
    public void Broken_wkt_is_a_bad_row(string wkt)
    {
        var file = Path.Combine(_folder, "w.csv");
        File.WriteAllText(file, $"code,class,wkt\nA,Y,\"{wkt}\"\n");
        var row = Assert.Single(
            FileImporter
                .Open(
                    new ImportOptions
                    {
                        File = file,
                        Layer = SharedData.Catalog["roads"],
                        Crs = "EPSG:4490",
                    }
                )
                .Rows()
        );
        Assert.Contains(row.Rejections, r => r is { Row: 1, Field: "geometry" });
    }

    [Fact]
    public void A_value_too_large_for_the_store_is_refused_with_its_row()
    {
        var file = Path.Combine(_folder, "w.csv");
        File.WriteAllText(file, "code,kind,budget_yuan,lon,lat\nA,road,1e30,105,24.7\nB,road,12,105,24.7\n");
        var rows = FileImporter
            .Open(
                new ImportOptions
                {
                    File = file,
                    Layer = SharedData.Catalog["works"],
                    Crs = "EPSG:4490",
                }
            )
            .Rows()
            .ToList();
        Assert.Contains(rows[0].Rejections, r => r is { Row: 1, Field: "budget_yuan", Value: "1e30" });
    }
}
