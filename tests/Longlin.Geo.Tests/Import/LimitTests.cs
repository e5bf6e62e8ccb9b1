using System.IO.Compression;
using System.Text;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Import;

/// <summary>A file at a limit is read, one beyond it is refused; encodings and units.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Rows = "code,lon,lat,households\n1,105,24.7,a\n2,105.1,24.7,b\n3,105.2,24.7,9\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-limit-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static List<ImportedRow> Read(string file, ImportLimits limits)
    {
        using var importer = FileImporter.Open(
            new()
            {
                File = file,
                Layer = SharedData.Catalog["hamlets"],
                Crs = "EPSG:4490",
                Limits = limits,
            }
        );
        var rows = importer.Rows().ToList();
        Assert.Equal(1, importer.Position ?? 1);
        return rows;
    }

    private static void AssertLimit(string file, Func<int, ImportLimits> limits, int most)
    {
        Assert.Equal(3, Read(file, limits(most)).Count);
        var refused = Assert.Throws<ImportException>(() => Read(file, limits(most - 1)));
        Assert.Contains($"{most - 1}", refused.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_at_a_limit_is_read_and_one_beyond_it_is_refused()
    {
        var file = Write("a.csv", Encoding.UTF8.GetBytes(Rows));
        AssertLimit(file, n => new() { MaxBytes = n }, Rows.Length);
        AssertLimit(file, n => new() { MaxRows = n }, 3);
        AssertLimit(file, n => new() { MaxColumns = n }, 4);
        AssertLimit(file, n => new() { MaxRejections = n }, 2);
    }

    [Fact]
    public void What_an_archive_unpacks_to_is_limited()
    {
        var zip = Path.Combine(_folder, "a.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in ((string, int)[])[("in/A.SHP", 70_000), ("a.dbf", 5), ("readme.txt", 99_999)])
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(new byte[bytes]);
            }
        }

        Archive.UnpackShapefiles(zip, _folder, new() { MaxUnpackedBytes = 70_005 });
        Assert.Equal(70_000, new FileInfo(Path.Combine(_folder, "A.shp")).Length);
        Assert.Equal(5, new FileInfo(Path.Combine(_folder, "a.dbf")).Length);
        Assert.False(File.Exists(Path.Combine(_folder, "readme.txt")));
        Assert.Throws<ImportException>(() =>
            Archive.UnpackShapefiles(zip, _folder, new() { MaxUnpackedBytes = 70_004 })
        );
        Archive.RefuseBombs(zip, new() { MaxUnpackedBytes = 170_004 });
        Assert.Throws<ImportException>(() => Archive.RefuseBombs(zip, new() { MaxUnpackedBytes = 170_003 }));
    }

    // 256 KiB are read at a time: a character may lie across.
    [Fact]
    public void An_encoding_is_recognised_wherever_the_first_Chinese_character_lies()
    {
        var gbk = TextEncoding.Named("a.csv", "GBK");
        foreach (var before in (int[])[0, 1, 5, (1 << 18) - 3, (1 << 18) - 2, (1 << 18) - 1, 1 << 18, (1 << 18) + 1])
        {
            var text = new string('a', before) + "屯";
            Assert.Equal("UTF-8", Said("u.csv", Encoding.UTF8.GetBytes(text))[..5]);
            Assert.Contains("every byte", Said("u.csv", Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
            Assert.Equal($"GB18030 (not valid UTF-8 at byte {before})", Said("g.csv", gbk.GetBytes(text + "aaa")));
            // Cut in the middle of a character.
            Assert.Equal(
                $"GB18030 (not valid UTF-8 at byte {before})",
                Said("c.csv", Encoding.UTF8.GetBytes(text)[..^1])
            );
        }

        Assert.Equal("UTF-8 (all ASCII)", Said("a.csv", Encoding.UTF8.GetBytes(new string('a', 300_000))));
        Assert.Equal("UTF-16 (byte order mark)", Said("l.csv", [0xFF, 0xFE, 0x61, 0]));
        Assert.Equal("UTF-16 (byte order mark)", Said("b.csv", [0xFE, 0xFF, 0, 0x61]));
        Assert.Equal(Encoding.Unicode, TextEncoding.Choose(Path.Combine(_folder, "l.csv"), null).Encoding);
        Assert.Equal(Encoding.BigEndianUnicode, TextEncoding.Choose(Path.Combine(_folder, "b.csv"), null).Encoding);
        Assert.Equal("UTF-8 (all ASCII)", Said("e.csv", []));

        string Said(string name, byte[] bytes) => TextEncoding.Choose(Write(name, bytes), null).Said.En;
    }

    [Fact]
    public void Text_cut_within_a_character_is_still_UTF8()
    {
        var bytes = Encoding.UTF8.GetBytes("a屯𠀀");
        for (var length = 4; length <= bytes.Length; length++)
            Assert.True(Of(bytes.AsSpan(0, length)).IsUtf8, $"{length} bytes");
        Assert.True(Of([0x61, 0xFF, 0x61, 0x61, 0x61]).HasBadUtf8);
        Assert.True(Of([0xFF, 0x61, 0x61, 0x61]).HasBadUtf8);

        static EncodingEvidence Of(ReadOnlySpan<byte> text)
        {
            EncodingEvidence evidence = new();
            evidence.Add(text);
            return evidence;
        }
    }

    [Theory]
    [InlineData("gbk", 936)]
    [InlineData("CP936", 936)]
    [InlineData(" 936 ", 936)]
    [InlineData("GB18030", 54936)]
    [InlineData("UTF8", 65001)]
    [InlineData("65001", 65001)]
    [InlineData("utf-8", 65001)]
    [InlineData("klingon", null)]
    public void An_encoding_is_known_by_its_usual_names(string name, int? page)
    {
        if (page is null)
            Assert.Throws<ImportException>(() => TextEncoding.Named("a.csv", name));
        else
            Assert.Equal(page, TextEncoding.Named("a.csv", name).CodePage);
    }

    [Theory]
    [InlineData("户数", "户数", null)]
    [InlineData("面积（亩）", "面积", "亩")]
    [InlineData("面积 (m2)", "面积", "m2")]
    [InlineData("宽度[米]", "宽度", "米")]
    [InlineData("宽度【 米 】", "宽度", "米")]
    [InlineData("（亩）", "（亩）", null)]
    public void A_unit_in_brackets_is_taken_off_a_header(string header, string name, string? unit) =>
        Assert.Equal((name, unit), HeaderUnits.Split(header));

    [Theory]
    [InlineData("亩", "m2", 2000.0 / 3)]
    [InlineData("公顷", "m2", 10_000.0)]
    [InlineData("平方米", "m2", 1.0)]
    [InlineData("㎡", "m2", 1.0)]
    [InlineData("M2", "m2", 1.0)]
    [InlineData("平方公里", "m2", 1_000_000.0)]
    [InlineData("万元", "yuan", 10_000.0)]
    [InlineData("亿元", "yuan", 100_000_000.0)]
    [InlineData("元", "yuan", 1.0)]
    [InlineData("公里", "m", 1000.0)]
    [InlineData("千米", "m", 1000.0)]
    [InlineData("KM", "m", 1000.0)]
    [InlineData("米", "m", 1.0)]
    [InlineData("m", "m", 1.0)]
    [InlineData("千伏", "kV", 1.0)]
    [InlineData("kV", "kV", 1.0)]
    [InlineData("伏", "kV", 0.001)]
    [InlineData("V", "kV", 0.001)]
    [InlineData("千伏安", "kVA", 1.0)]
    [InlineData("kVA", "kVA", 1.0)]
    [InlineData("%", "%", 1.0)]
    [InlineData("t/d", "t/d", 1.0)]
    [InlineData("户", null, 1.0)]
    [InlineData("户", "m", null)]
    [InlineData("亩", "m", null)]
    [InlineData("万元", null, null)]
    [InlineData("斤", null, null)]
    public void Units_are_converted_to_that_of_the_column(string unit, string? to, double? factor)
    {
        ColumnDescription column = new()
        {
            Name = "x",
            Type = to == "yuan" ? ColumnType.Money : ColumnType.Number,
            Title = new("某", "x"),
            Unit = to == "yuan" ? null : to,
        };
        var found = HeaderUnits.Factor(unit, column);
        Assert.Equal(
            factor,
            found is { } f ? Math.Round(f, 9) : null,
            (a, b) => a is null == b is null && Math.Abs((a ?? 0) - (b ?? 0)) < 1e-6
        );
    }
}
