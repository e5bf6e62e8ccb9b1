using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Codes have one spelling, whatever a spreadsheet made of them.</summary>
public sealed class CodeTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Fact]
    public void Ten_spellings_of_codes_are_read_as_the_codes_they_are()
    {
        var read = Cases.Case("c_codes.csv");
        Assert.Equal(
            string.Join(' ', Enumerable.Range(1, 8).Select(i => $"45103110020800{i}"))
                + " 451031100208000 4510311002080",
            read.Codes
        );
        Assert.Empty(read.Rejections);
        Assert.All(read.Records, r => Assert.Equal(30, r["households"]));
        Assert.Contains(read.Repairs, r => r is { Row: 9, Kind: RepairKind.Code, To: "451031100208000" });
    }

    [Fact]
    public void A_code_in_exponent_form_or_of_more_digits_than_a_number_holds_is_refused_with_the_way_out()
    {
        var text = Cases.Case("c_sci.csv");
        Assert.Empty(text.Records);
        Assert.All(text.Rejections, r => Assert.Equal("code", r.Field));
        Assert.All(text.Rejections, r => Assert.Contains("文本", r.Reason.Zh, StringComparison.Ordinal));
        Assert.All(
            text.Rejections,
            r => Assert.Contains("format the column as text", r.Reason.En, StringComparison.Ordinal)
        );
        var book = Cases.Case("x_code0.xlsx");
        Assert.Equal("4510311002040710 451031100204073", book.Codes);
        Assert.Equal("451031100204", book.Records[1]["village_code"]);
        Assert.Equal((3L, "code"), (book.Rejections.Single().Row, book.Rejections.Single().Field));
    }

    // Whatever is done to a code, in any order, it is read as the same code.
    [Fact]
    public void Any_spelling_of_a_code_is_read_as_one()
    {
        Random random = new(20160329);
        Func<string, string>[] ways =
        [
            c => $"'{c}",
            c => $"\"{c}\"",
            c => $"“{c}”",
            c => $"=\"{c}\"",
            c => $" {c} ",
            c => $"\u00A0{c}\u3000",
            c => $"{c}\u200B",
            c => $"\uFEFF{c}",
            c => $"\t{c}",
            c => string.Concat(c.Select(d => char.IsAsciiDigit(d) ? (char)(d - '0' + '０') : d)),
        ];
        for (var turn = 0; turn < 2000; turn++)
        {
            var code = Digits(random, random.Next(2) == 0 ? 15 : 12);
            var spelled = random.Next(4) switch
            {
                0 => code + ".0",
                1 => code.Replace('0', random.Next(2) == 0 ? 'O' : 'o'),
                2 => string.Join(' ', code.Chunk(4).Select(c => new string(c))),
                _ => code,
            };
            for (var i = random.Next(4); i > 0; i--)
                spelled = ways[random.Next(ways.Length)](spelled);
            Assert.Equal(code, CodeText.Read(spelled, out var reason));
            Assert.Null(reason);
            Assert.Equal(code, CodeText.Read(double.Parse(code), out _));
        }
    }

    [Theory]
    [InlineData("G210", "G210")]
    [InlineData("X502-2", "X502-2")]
    [InlineData("C001 东段", "C001 东段")]
    [InlineData("way/123", "way/123")]
    [InlineData("O12", "O12")]
    [InlineData("12E3", "12E3")]
    [InlineData("1.5", "1.5")]
    [InlineData("", null)]
    [InlineData("/", null)]
    [InlineData("无", null)]
    public void What_is_no_spelling_of_a_number_is_left_as_it_is(string text, string? code) =>
        Assert.Equal(code, CodeText.Read(text, out _));

    [Fact]
    public void The_id_of_a_feature_is_its_code_where_no_property_is()
    {
        var read = Cases.Case("g_ids.geojson");
        Assert.All(read.Records, r => Assert.Equal("451031100205001", r["code"]));
        Assert.Equal("code", read.Target("@id"));
        // Ids that only count the features are those of every other file too.
        var counted = Cases.Read(
            _cases.Write("a.geojsonl", string.Concat(Enumerable.Range(1, 3).Select(Feature))),
            "hamlets"
        );
        Assert.All(counted.Records, r => Assert.StartsWith("x", (string)r["code"]!, StringComparison.Ordinal));

        static string Feature(int i) =>
            $$"""{"type":"Feature","id":{{i}},"properties":{"name":"n{{i}}"},"geometry":{"type":"Point","coordinates":"""
            + $"[105.{i},24.7]}}}}\n";
    }

    private static string Digits(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10))));
}
