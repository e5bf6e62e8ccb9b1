using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Crs;

/// <summary>
/// The edges of every system's area of use, written down here a second time: 0.001° inside is accepted, 0.001° outside
/// is rejected.
/// </summary>
public class AreaOfUseTests
{
    private const double Step = 0.001;
    private const string Datum = "12.7,-151.4,-81.9,0.3,-0.2,1.1,-3.2";

    /// <summary>Code, west, east, south, north in degrees.</summary>
    public static TheoryData<string, double, double, double, double> Areas()
    {
        TheoryData<string, double, double, double, double> areas = new()
        {
            { "EPSG:4490", 73.62, 134.77, 16.7, 53.56 },
            { "EPSG:4326", -180, 180, -90, 90 },
            { "EPSG:3857", -180, 180, -85.06, 85.06 },
            { "GCJ-02", 73.62, 134.77, 16.7, 53.56 },
            { "BD-09", 73.62, 134.77, 16.7, 53.56 },
            { "EPSG:4214", 73.62, 134.77, 16.7, 53.56 },
            { "EPSG:4610", 73.62, 134.77, 16.7, 53.56 },
        };
        // Three-degree zones 25 to 45 lie around 75° to 135° E, six-degree zones 13 to 23 too; 0.6° overlap each side.
        foreach (var first in (int[])[4513, 4534, 2349, 2370, 2401, 2422])
            for (var zone = 0; zone <= 20; zone++)
                areas.Add($"EPSG:{first + zone}", 72.9 + 3 * zone, 77.1 + 3 * zone, 16.7, 53.56);
        foreach (var first in (int[])[4491, 4502, 2327, 2338, 21413, 21453])
            for (var zone = 0; zone <= 10; zone++)
                areas.Add($"EPSG:{first + zone}", 71.4 + 6 * zone, 78.6 + 6 * zone, 16.7, 53.56);
        // Zones 1 and 60 end at the antimeridian, where a longitude just outside is one just inside on the other side.
        for (var zone = 2; zone <= 59; zone++)
        {
            areas.Add($"EPSG:{32600 + zone}", 6 * zone - 186, 6 * zone - 180, 0, 84);
            areas.Add($"EPSG:{32700 + zone}", 6 * zone - 186, 6 * zone - 180, -80, 0);
        }

        return areas;
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void A_point_just_outside_the_area_of_use_is_rejected(
        string code,
        double west,
        double east,
        double south,
        double north
    )
    {
        var crs = CrsTable.Find(code, DatumShift.Parse(Datum), out var fault);
        Assert.True(crs is not null, fault?.En);
        RowConverter converter = new(
            new ImportOptions { File = "a.csv", Layer = SharedData.Catalog["hamlets"] },
            crs,
            clockwiseShells: false
        );
        var (lon, lat) = ((west + east) / 2, (south + north) / 2);
        Assert.All(
            ((double Lon, double Lat)[])
                [(west + Step, lat), (east - Step, lat), (lon, south + Step), (lon, north - Step)],
            p => Assert.True(Accepts(p.Lon, p.Lat), $"{p} is inside {code}")
        );
        Assert.All(
            ((double Lon, double Lat)[])
                [(west - Step, lat), (east + Step, lat), (lon, south - Step), (lon, north + Step)],
            p => Assert.False(Accepts(p.Lon, p.Lat), $"{p} is outside {code}")
        );

        bool Accepts(double x, double y)
        {
            var (east, north) = crs.FromGeographic(x, y);
            var row = converter.Convert(
                RawRow.Of(1, new Dictionary<string, object?> { ["code"] = "A" }, new Point(east, north))
            );
            return row.Record is not null;
        }
    }

    [Fact]
    public void A_damaged_definition_is_refused_with_advice_and_never_throws()
    {
        var whole = CrsTable.Find("EPSG:4490", out _)!.Definition!;
        Assert.NotNull(CrsTable.Find(whole, out _));
        for (var length = "GEOGCS".Length; length < whole.Length; length++)
        {
            if (CrsTable.Find(whole[..length], out var fault) is null)
                Assert.Contains("--crs", fault!.Zh, StringComparison.Ordinal);
        }

        Assert.Null(CrsTable.Find(whole[..(whole.Length / 2)], out _));
    }

    [Fact]
    public void A_definition_missing_one_character_is_read_or_refused_and_never_hangs()
    {
        var whole = CrsTable.Find("EPSG:4545", out _)!.Definition!;
        for (var i = 1; i < whole.Length; i++)
        {
            if (CrsTable.Find(whole.Remove(i, 1), out var fault) is null)
                Assert.NotNull(fault);
        }
    }
}
