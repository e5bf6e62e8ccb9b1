using System.Text;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Shapefiles whose parts disagree, or that another program wrote in its own way.</summary>
public sealed class ShapefileCaseTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Theory]
    [InlineData("fewdbf.shp", ".shp 3", ".shx 3", ".dbf 2")]
    [InlineData("count0.shp", ".shp 2", ".shx 2", ".dbf 0")]
    public void Different_counts_of_records_refuse_the_file_and_are_all_named(string name, params string[] counts)
    {
        var refused = Cases.Refused(name).Reason;
        Assert.All(counts, c => Assert.Contains(c, refused.Zh, StringComparison.Ordinal));
        Assert.All(counts, c => Assert.Contains(c, refused.En, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UP.SHP", "451031205002001")]
    [InlineData("lowshp.shp", "451031205002002")]
    public void Endings_in_any_case_are_one_shapefile(string name, string code)
    {
        var read = Cases.Case(name, crs: null);
        Assert.Equal(code, read.Codes);
        Assert.Equal((31, "上坪屯"), ((int)read.Records[0]["households"]!, (string)read.Records[0]["name"]!));
    }

    [Fact]
    public void A_null_shape_in_a_longer_record_is_one_row_without_a_place()
    {
        var read = Cases.Case("longnull.shp");
        Assert.Equal("451031205003011 451031205003013", read.Codes);
        Assert.Equal((2L, "geometry"), (read.Rejections.Single().Row, read.Rejections.Single().Field));
        Assert.Equal((105.73, 24.73), (read.Records[1].Geometry!.Coordinate.X, read.Records[1].Geometry!.Coordinate.Y));
    }

    [Fact]
    public void A_day_that_is_none_rejects_its_row_alone()
    {
        var impossible = Cases.Case("date1301.shp", "roads");
        var rejection = impossible.Rejections.Single();
        Assert.Equal(("opened_on", "20181301"), (rejection.Field, rejection.Value));
        // Stars say that the value did not fit, zero that there is none.
        var none = Cases.Case("datestar.shp", "roads");
        Assert.Equal("g1 g2", none.Codes);
        Assert.All(none.Records, r => Assert.Null(r["opened_on"]));
    }

    [Fact]
    public void What_macOS_keeps_in_an_archive_is_passed_over() =>
        Assert.Single(Cases.Case("mac.zip", crs: null).Records);

    [Fact]
    public void Records_that_a_later_version_replaced_do_not_count()
    {
        var file = _cases.Shapefile("a", Encoding.UTF8, 20, ["code"], ["A"], ["B"], ["C"]);
        // The second shape is written again behind the others, as editors do when it grows.
        var shp = File.ReadAllBytes(file);
        byte[] moved = [.. shp[128..156]];
        BitConverter.GetBytes(105.9).CopyTo(moved, 12);
        shp = [.. shp, .. moved];
        File.WriteAllBytes(file, shp);
        var index = Path.ChangeExtension(file, ".shx");
        var shx = File.ReadAllBytes(index);
        shx[108..112].AsSpan().Clear();
        BitConverter.GetBytes(184 / 2).Reverse().ToArray().CopyTo(shx, 108);
        File.WriteAllBytes(index, shx);
        var read = Cases.Read(file, "hamlets");
        Assert.Equal("A B C", read.Codes);
        Assert.Equal([105.3, 105.9, 105.302], read.Records.Select(r => Math.Round(r.Geometry!.Coordinate.X, 9)));
    }

    [Fact]
    public void A_shape_more_than_the_index_lists_refuses_the_file()
    {
        var file = _cases.Shapefile("a", Encoding.UTF8, 20, ["code"], ["A"], ["B"]);
        var index = Path.ChangeExtension(file, ".shx");
        File.WriteAllBytes(index, File.ReadAllBytes(index)[..^8]);
        Assert.Contains(
            ".shp 2，.shx 1，.dbf 2",
            Assert.Throws<ImportException>(() => Cases.Read(file, "hamlets")).Reason.Zh,
            StringComparison.Ordinal
        );
        File.Delete(index);
        var read = Cases.Read(file, "hamlets");
        Assert.Equal("A B", read.Codes);
        Assert.Contains(read.File.Notes, n => n.Zh.Contains(".shx", StringComparison.Ordinal));
    }

    [Fact]
    public void Digits_of_a_numeric_field_are_kept_as_they_stand()
    {
        var file = _cases.Shapefile(
            "a",
            Encoding.UTF8,
            20,
            ["code", "户数"],
            ["123456789012345678", "30"],
            ["007", "31"]
        );
        var table = Path.ChangeExtension(file, ".dbf");
        var dbf = File.ReadAllBytes(table);
        dbf[32 + 11] = dbf[64 + 11] = (byte)'N';
        File.WriteAllBytes(table, dbf);
        var read = Cases.Read(file, "hamlets");
        Assert.Equal("123456789012345678 007", read.Codes);
        Assert.Equal([30, 31], read.Records.Select(r => (int)r["households"]!));
    }
}
