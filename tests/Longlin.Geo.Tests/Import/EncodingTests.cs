using System.Text;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Encodings by weight of evidence: cut characters, and declarations that the bytes contradict.</summary>
public sealed class EncodingTests : IDisposable
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false);
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    private static Encoding Gbk => Encoding.GetEncoding(936);

    [Theory]
    [InlineData("utf8cut.shp", "UTF-8")]
    [InlineData("utf8cutcpg.shp", "UTF-8")]
    [InlineData("gbkcut.shp", "GB18030")]
    public void A_character_cut_at_the_end_of_a_field_does_not_change_the_encoding(string name, string encoding)
    {
        var read = Cases.Case(name);
        Assert.StartsWith(encoding, read.File.Encoding!.En, StringComparison.Ordinal);
        Assert.Equal(2, read.Records.Count);
        Assert.Equal("下坝屯", read.Records[0]["name"]);
        var repair = read.Repairs.Single();
        Assert.Equal((2L, "name", RepairKind.CutCharacter), (repair.Row, repair.Field, repair.Kind));
        Assert.Equal(repair.To, read.Records[1]["name"]);
        Assert.DoesNotContain('\uFFFD', (string)read.Records[1]["name"]!);
    }

    [Theory]
    [InlineData("c_utf8bad.csv")]
    [InlineData("c_utf8bad_en.csv")]
    public void A_text_file_that_is_UTF8_but_for_a_cell_is_UTF8_and_the_cell_is_named(string name)
    {
        var read = Cases.Case(name);
        Assert.Equal(["下坝屯", "上坪新"], read.Records.Select(r => r["name"]));
        Assert.Equal((2L, "name"), (read.Repairs.Single().Row, read.Repairs.Single().Field));
    }

    [Theory]
    [InlineData("cpg_iso.shp")]
    [InlineData("cpg_gbk_but_utf8.shp")]
    public void A_declaration_that_the_bytes_contradict_is_overruled_and_reported(string name)
    {
        var read = Cases.Case(name);
        Assert.Equal(("上坪屯", 31), ((string)read.Records[0]["name"]!, (int)read.Records[0]["households"]!));
        Assert.Matches("^4510312050010[01]0$", read.Codes);
        Assert.Contains(read.File.Notes, n => n.Zh.Contains("字节", StringComparison.Ordinal));
    }

    [Fact]
    public void Characters_that_cannot_be_read_are_reported_with_their_rows()
    {
        var file = _cases.Write(
            "a.csv",
            "code,name,lon,lat\nA,上\uFFFD寨,105,24.7\nB,下寨,105,24.7\nC,\uE001村,105,24.7\n"
        );
        var read = Cases.Read(file, "hamlets");
        Assert.Equal([1L, 3L], read.Repairs.Select(r => r.Row));
        Assert.All(read.Repairs, r => Assert.Equal(RepairKind.UnreadableText, r.Kind));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_is_read_with_and_without_a_mark(bool mark)
    {
        byte[] text = Encoding.Unicode.GetBytes("编码\t名称\t经度\t纬度\r\nA\t上寨屯\t105.31\t24.73\r\n");
        var read = Cases.Read(_cases.Write("a.csv", mark ? [0xFF, 0xFE, .. text] : text), "hamlets");
        Assert.Equal("上寨屯", read.Records.Single()["name"]);
    }

    // Whatever names are cut wherever: the encoding of the rest is kept, and every cell that was cut is named.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Any_mixture_of_cut_characters_keeps_the_encoding_of_the_rest(bool utf8, bool shapefile)
    {
        Random random = new(20160329);
        var encoding = utf8 ? Utf8 : Gbk;
        const string common = "上下大小东西南北中寨屯村坪坝沟岩弄山水龙马平安新老田家湾坡口岭河塘井街场石黄李王张";
        for (var turn = 0; turn < 60; turn++)
        {
            var width = random.Next(6, 20);
            var names = Enumerable
                .Range(0, random.Next(3, 12))
                .Select(_ => new string([
                    .. Enumerable.Range(0, random.Next(1, 10)).Select(_ => common[random.Next(common.Length)]),
                ]))
                .Append("上寨")
                .Append("大坪屯")
                .ToArray();
            var cut = names.Select(n => Cut(n, encoding, width)).ToArray();
            var read = Cases.Read(
                shapefile
                    ? _cases.Shapefile(
                        "s" + turn,
                        encoding,
                        width,
                        ["code", "name"],
                        [.. names.Select((n, i) => (string[])[$"A{i}", n])]
                    )
                    : _cases.Write("t.csv", Lines(names, encoding, width)),
                "hamlets"
            );
            Assert.Equal(
                cut.Select(c => c.Kept.Length == 0 ? null : c.Kept),
                read.Records.Select(r => (string?)r["name"])
            );
            Assert.Equal(
                cut.Select((c, i) => (c.Half, Row: i + 1L)).Where(c => c.Half).Select(c => c.Row),
                read.Repairs.Select(r => r.Row)
            );
        }
    }

    // What of a text is whole within a number of bytes, and whether half a character follows.
    private static (string Kept, bool Half) Cut(string text, Encoding encoding, int width)
    {
        var kept = "";
        foreach (var c in text)
        {
            if (encoding.GetByteCount(kept + c) > width)
                return (kept, encoding.GetByteCount(kept) < width);
            kept += c;
        }

        return (kept, false);
    }

    private static byte[] Lines(string[] names, Encoding encoding, int width)
    {
        using MemoryStream csv = new();
        csv.Write("code,name,lon,lat\n"u8);
        for (var i = 0; i < names.Length; i++)
        {
            csv.Write(Encoding.ASCII.GetBytes($"A{i},"));
            var bytes = encoding.GetBytes(names[i]);
            csv.Write(bytes.AsSpan(0, Math.Min(width, bytes.Length)));
            csv.Write(",105.3,24.7\n"u8);
        }

        return csv.ToArray();
    }
}
