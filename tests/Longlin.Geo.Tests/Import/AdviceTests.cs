using System.IO.Compression;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Import;

/// <summary>Files that are not read say what they are and what to do.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Fact]
    public void A_file_geodatabase_is_named_as_one()
    {
        Assert.Contains("FileGDB", Cases.Refused("bureau.gdb").Reason.Zh, StringComparison.Ordinal);
        Assert.Contains("GeoPackage", Cases.Refused("bureau.gdb").Reason.En, StringComparison.Ordinal);
        Assert.Contains("FileGDB", Of("bureau.gdb.zip", "bureau.gdb/a00000001.gdbtable").Zh, StringComparison.Ordinal);
        Assert.Contains("a.gpkg", Of("a.gpkg.zip", "a.gpkg").Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_arrays_and_tables_without_geometry_are_named()
    {
        var curve = Cases.Case("k_curve.gpkg", "roads", crs: null).Rejections.Single();
        Assert.Contains("弧线", curve.Reason.Zh, StringComparison.Ordinal);
        Assert.Contains("curve", curve.Reason.En, StringComparison.Ordinal);
        Assert.Contains(
            "JSON 数组",
            Refused(_cases.Write("a.json", "[{\"code\":\"A\"}]")).Zh,
            StringComparison.Ordinal
        );
        Assert.Contains("坐标列", Refused(_cases.Write("a.csv", "code,name\nA,甲\n")).Zh, StringComparison.Ordinal);
        Assert.Contains(".xlsx", Refused(_cases.Write("a.xls", "x")).Zh, StringComparison.Ordinal);
        Assert.Contains("属性表", Refused(_cases.Write("a.dbf", "x")).Zh, StringComparison.Ordinal);
        Assert.Contains("QGIS", Refused(_cases.Write("a.kml", "x")).En, StringComparison.Ordinal);
    }

    // A message that hands on what a library said is no sentence of ours.
    [Fact]
    public void No_message_of_the_readers_repeats_that_of_a_library()
    {
        var room = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", "Import");
        var ours = Directory
            .EnumerateFiles(room, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("Heights", StringComparison.Ordinal))
            .Where(f => !Path.GetFileName(f).StartsWith("Osm", StringComparison.Ordinal));
        Assert.DoesNotContain(ours, f => File.ReadAllText(f).Contains("e.Message", StringComparison.Ordinal));
    }

    private static Bilingual Refused(string file) =>
        Assert.Throws<ImportException>(() => Cases.Read(file, "hamlets")).Reason;

    private Bilingual Of(string archive, string entry)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry(entry).Open().Dispose();
        return Refused(_cases.Write(archive, bytes.ToArray()));
    }
}
