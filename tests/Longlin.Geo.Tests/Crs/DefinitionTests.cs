using Longlin.Geo.Crs;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Crs;

/// <summary>Definitions in well-known text and PROJ text: what they are taken for, and which are refused.</summary>
public sealed class DefinitionTests : IDisposable
{
    private const string Cgcs =
        "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,"
        + "298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string Wgs =
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
        + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string Xian =
        "GEOGCS[\"GCS_Xian_1980\",DATUM[\"D_Xian_1980\",SPHEROID[\"Xian_1980\",6378140.0,298.257]],"
        + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string Nad27 =
        "GEOGCS[\"GCS_North_American_1927\",DATUM[\"D_North_American_1927\",SPHEROID[\"Clarke_1866\",6378206.4,"
        + "294.9786982]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string Datum = "12.7,-151.4,-81.9,0.3,-0.2,1.1,-3.2";
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private static string Transverse(
        string name,
        string geographic,
        double meridian,
        double easting,
        string method = "Gauss_Kruger",
        double scale = 1
    ) =>
        FormattableString.Invariant(
            $"PROJCS[\"{name}\",{geographic},PROJECTION[\"{method}\"],PARAMETER[\"False_Easting\",{easting}],"
        )
        + FormattableString.Invariant(
            $"PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",{meridian}],PARAMETER[\"Scale_Factor\","
        )
        + FormattableString.Invariant($"{scale}],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]");

    private static string Refused(string declared)
    {
        Assert.Null(CrsTable.Resolve(declared, null, out var fault));
        return fault!.En;
    }

    private List<ImportedRow> Read(string numbers, string? crs, string? prj = null, string? datum = null)
    {
        var file = Path.Combine(_folder, "a.csv");
        File.WriteAllText(file, $"code,x,y\nA,{numbers}\n");
        if (prj is not null)
        {
            // A shapefile of one point, declared by its .prj.
            file = Path.Combine(_folder, "a.shp");
            foreach (var end in (string[])["shp", "shx", "dbf"])
                File.Copy(SharedData.Need($"cases/pmgdal.{end}"), Path.Combine(_folder, $"a.{end}"), true);
            File.WriteAllText(Path.Combine(_folder, "a.prj"), prj);
        }

        using var importer = FileImporter.Open(
            new ImportOptions
            {
                File = file,
                Layer = SharedData.Catalog["hamlets"],
                Crs = crs,
                Datum = datum is null ? null : DatumShift.Parse(datum),
            }
        );
        return [.. importer.Rows()];
    }

    [Fact]
    public void The_code_in_a_definition_comes_before_its_parameters()
    {
        using var importer = FileImporter.Open(
            new ImportOptions { File = SharedData.Need("cases/pmgdal.shp"), Layer = SharedData.Catalog["hamlets"] }
        );
        var place = Assert.Single(importer.Rows()).Record!.Geometry!.Coordinate;
        Assert.InRange(Geodesy.DistanceMetres(105.35, 24.75, place.X, place.Y), 0, 0.01);
        Assert.Equal("EPSG:3857", importer.CrsName);
    }

    [Fact]
    public void A_definition_in_a_GeoPackage_without_organization_is_taken_by_its_code()
    {
        using var importer = FileImporter.Open(
            new ImportOptions { File = SharedData.Need("cases/k_none.gpkg"), Layer = SharedData.Catalog["hamlets"] }
        );
        var place = Assert.Single(importer.Rows()).Record!.Geometry!.Coordinate;
        Assert.InRange(Geodesy.DistanceMetres(105.39, 24.75, place.X, place.Y), 0, 0.01);
    }

    [Fact]
    public void An_extension_without_a_code_is_refused_and_names_the_option()
    {
        var prj = File.ReadAllText(SharedData.Need("cases/pmgdal.prj"))
            .Replace(",AUTHORITY[\"EPSG\",\"3857\"]]", "]", StringComparison.Ordinal);
        Assert.Contains("--crs", Refused(prj), StringComparison.Ordinal);
        Assert.Contains("EXTENSION", Refused(prj), StringComparison.Ordinal);
    }

    public static TheoryData<string> Contradictions() =>
        new(
            Transverse("CGCS2000_3_Degree_GK_CM_105E", Cgcs, 108, 500_000),
            Transverse("CGCS2000_3_Degree_GK_Zone_35", Cgcs, 105, 36_500_000),
            Transverse("CGCS2000_3_Degree_GK_Zone_35", Cgcs, 108, 35_500_000),
            Transverse("CGCS2000_GK_Zone_18", Cgcs, 108, 18_500_000),
            Transverse("CGCS2000 / 3-degree Gauss-Kruger zone 35", Cgcs, 102, 35_500_000, "Transverse_Mercator"),
            Transverse("WGS_1984_UTM_Zone_48N", Wgs, 105, 500_000, "Transverse_Mercator"),
            Transverse("WGS_1984_UTM_Zone_48N", Wgs, 111, 500_000, "Transverse_Mercator", 0.9996),
            Transverse("Xian_1980_3_Degree_GK_CM_105E", Cgcs, 105, 500_000),
            Transverse("CGCS2000_3_Degree_GK_CM_105E", Xian, 105, 500_000),
            $"PROJCS[\"WGS 84 / Pseudo-Mercator\",{Wgs},PROJECTION[\"Mercator_1SP\"],PARAMETER[\"central_meridian\",0],"
                + "PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"m\",1]]",
            Cgcs.Replace("6378137.0,298.257222101", "6378245.0,298.3", StringComparison.Ordinal),
            Cgcs.Replace("D_China_2000", "D_North_American_1927", StringComparison.Ordinal),
            Wgs.Replace("SPHEROID[\"WGS_1984\"", "SPHEROID[\"Krassovsky_1940\"", StringComparison.Ordinal),
            Wgs.Replace("6378137.0,298.257223563", "6378140.0,298.257", StringComparison.Ordinal),
            // The code says 105° E, the parameters 108° E.
            Transverse("x", Cgcs, 108, 500_000).TrimEnd(']') + "],AUTHORITY[\"EPSG\",\"4544\"]]",
            Xian.TrimEnd(']') + "]],AUTHORITY[\"EPSG\",\"4490\"]]"
        );

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_definition_that_contradicts_itself_is_refused(string wkt) =>
        Assert.Contains("--crs", Refused(wkt), StringComparison.Ordinal);

    [Theory]
    [InlineData("CGCS2000_3_Degree_GK_CM_105E", 105, 500_000, 102.9)]
    [InlineData("CGCS2000_3_Degree_GK_Zone_35", 105, 35_500_000, 102.9)]
    [InlineData("CGCS2000_GK_CM_105E", 105, 500_000, 101.4)]
    [InlineData("CGCS2000_GK_Zone_18", 105, 18_500_000, 101.4)]
    [InlineData("our town", 106.5, 500_000, 102.9)]
    public void A_projection_file_has_an_area_of_use_like_a_code(
        string name,
        double meridian,
        double easting,
        double west
    )
    {
        var crs = CrsTable.Find(Transverse(name, Cgcs, meridian, easting), out var fault);
        Assert.True(crs is not null, fault?.En);
        Assert.Equal((west, 16.7), (Math.Round(crs.Area.MinX, 6), crs.Area.MinY));
        // The numbers are those of the code on the same meridian.
        var code = CrsTable.Find(FormattableString.Invariant($"EPSG:{4544}"), out _)!;
        var (lon, lat) = crs.ToGeographic(easting + 25_301, 2_732_926);
        var (codeLon, codeLat) = code.ToGeographic(525_301, 2_732_926);
        Assert.InRange(Geodesy.DistanceMetres(codeLon + meridian - 105, codeLat, lon, lat), 0, 0.001);
    }

    [Fact]
    public void Coordinates_outside_the_area_of_a_projection_file_refuse_it() =>
        Assert.Contains(
            "outside the area of use",
            Assert
                .Throws<ImportException>(() =>
                    Read("", null, Transverse("CGCS2000_3_Degree_GK_CM_105E", Cgcs, 105, 500_000))
                )
                .Text.En,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "GEOGCRS[\"x\",DATUM[\"China 2000\",ELLIPSOID[\"CGCS2000\",6378137,298.257222101,LENGTHUNIT[\"metre\",1]]],"
            + "PRIMEM[\"Greenwich\",0],CS[ellipsoidal,2],AXIS[\"lat\",north,ANGLEUNIT[\"degree\",0.0174532925199433]],"
            + "AXIS[\"lon\",east,ANGLEUNIT[\"degree\",0.0174532925199433]],ID[\"EPSG\",4490]]"
    )]
    public void Text_of_version_2_is_read(string wkt) => Assert.Equal("EPSG:4490", CrsTable.Find(wkt, out _)?.Name);

    [Theory]
    [InlineData("EPSG:4490")]
    [InlineData("EPSG:4326")]
    [InlineData("EPSG:4544")]
    [InlineData("GCJ-02")]
    [InlineData("EPSG:32648")]
    public void A_file_of_an_old_datum_is_not_taken_for_a_new_one(string crs)
    {
        string[] old =
        [
            Transverse("Xian_1980_3_Degree_GK_CM_105E", Xian, 105, 500_000),
            Xian,
            Xian.Replace("GCS_Xian_1980\",DATUM[\"D_Xian_1980", "x\",DATUM[\"unnamed", StringComparison.Ordinal)
                .Replace("SPHEROID[\"Xian_1980\"", "SPHEROID[\"unnamed\"", StringComparison.Ordinal),
            Xian.Replace("Xian_1980", "Beijing_1954", StringComparison.Ordinal)
                .Replace("6378140.0,298.257", "6378245.0,298.3", StringComparison.Ordinal),
            Nad27,
        ];
        foreach (var prj in old)
        {
            Assert.NotNull(CrsTable.Resolve(prj, null, out var fault) is null ? fault : null);
            var message = Assert.Throws<ImportException>(() => Read("", crs, prj)).Text.En;
            Assert.Contains("cannot be taken as", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_of_Xian_80_gets_no_code_of_CGCS2000_as_advice()
    {
        // Numbers of zone 35 with prefix under a definition without.
        var message = Assert.Throws<ImportException>(() => Read("35525301,2732926", "EPSG:2380", datum: Datum)).Text.En;
        Assert.Contains("EPSG:2359", message, StringComparison.Ordinal);
        Assert.DoesNotContain("EPSG:45", message, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(Read("35525301,2732926", "EPSG:2359", datum: Datum)).Record);
        message = Refused(Xian);
        Assert.DoesNotContain("EPSG:4", message, StringComparison.Ordinal);
        Assert.Contains("--datum", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_move_a_place_out_of_the_area_of_use_refuse_the_file()
    {
        Assert.NotNull(Assert.Single(Read("105.2,24.7", "EPSG:4610", datum: Datum)).Record);
        Assert.Contains(
            "outside the area of use",
            Assert.Throws<ImportException>(() => Read("105.2,24.7", "EPSG:4610", datum: "-3000000,6000000,0")).Text.En,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "outside the area of use",
            Assert.Throws<ImportException>(() => Read("", null, Xian, "-3000000,6000000,0")).Text.En,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("EPSG:7755", true)]
    [InlineData("EPSG:27700", true)]
    [InlineData("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80", true)]
    [InlineData("+proj=longlat +ellps=krass +towgs84=15,-150,-80", true)]
    [InlineData("EPSG:99999", false)]
    [InlineData("EPSG:4555", false)]
    [InlineData("+proj=longlat +ellps=krass", false)]
    [InlineData("+proj=longlat +ellps=krass +towgs84=0,0,0", false)]
    [InlineData("+proj=pipeline +step +proj=utm", false)]
    public void A_system_that_only_PROJ_converts_is_known_or_refused_before_the_database_is_asked(
        string declared,
        bool known
    )
    {
        var crs = CrsTable.Resolve(declared, null, out var fault);
        Assert.Equal(known, crs?.Proj is not null);
        Assert.Equal(!known, fault is not null);
        Assert.Null(CrsTable.Find(declared, out _));
    }

    [Fact]
    public void Every_name_of_a_zone_in_the_registry_agrees_with_its_parameters()
    {
        for (var zone = 25; zone <= 45; zone++)
        {
            Assert.NotNull(Found($"CGCS2000 / 3-degree Gauss-Kruger zone {zone}", 3 * zone, zone * 1e6 + 5e5));
            Assert.NotNull(Found($"CGCS2000 / 3-degree Gauss-Kruger CM {3 * zone}E", 3 * zone, 5e5));
        }

        for (var zone = 13; zone <= 23; zone++)
        {
            Assert.NotNull(Found($"CGCS2000 / Gauss-Kruger zone {zone}", 6 * zone - 3, zone * 1e6 + 5e5));
            Assert.NotNull(Found($"CGCS2000_GK_Zone_{zone}N", 6 * zone - 3, 5e5));
        }

        static SpatialReference? Found(string name, double meridian, double easting) =>
            CrsTable.Find(Transverse(name, Cgcs, meridian, easting), out _);
    }

    [Fact]
    public void The_outline_tells_how_far_and_where_a_place_lies()
    {
        CountyOutline county = new(
            new NetTopologySuite.Geometries.GeometryFactory().ToGeometry(new(105, 105.6, 24.4, 25))
        );
        Assert.True(county.IsNear(new NetTopologySuite.Geometries.Coordinate(105.65, 24.7)));
        Assert.False(county.IsNear(new NetTopologySuite.Geometries.Coordinate(105.8, 24.7)));
        Assert.Equal("20 km east of the county", county.Away(new(105.8, 24.7)).En);
        Assert.Equal("县界以北 111 公里", county.Away(new(105.3, 26)).Zh);
        Assert.EndsWith("southwest of the county", county.Away(new(104, 23.5)).En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EPSG:4490")]
    [InlineData("GCJ-02")]
    [InlineData("BD-09")]
    public void The_reading_that_fits_is_found_under_every_declaration(string truth)
    {
        // Places on a line; their numbers drawn in the true system, then read as declared.
        foreach (var declared in (string[])["EPSG:4490", "GCJ-02", "BD-09"])
        {
            List<IReadOnlyList<(string System, NetTopologySuite.Geometries.Coordinate Place)>> readings = [];
            for (var i = 0; i < 20; i++)
            {
                var (lon, lat) = (105.1 + i * 0.02, 24.7);
                var drawn = CrsTable.Find(truth, out _)!.FromGeographic(lon, lat);
                var (x, y) = CrsTable.Find(declared, out _)!.ToGeographic(drawn.X, drawn.Y);
                readings.Add(OffsetFit.Readings(new(x, y), declared));
            }

            List<OffsetFit> fits =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(s => new OffsetFit(
                        readings[0][s].System,
                        readings.ConvertAll(r => Math.Abs(r[s].Place.Y - 24.7) * 111_000)
                    )),
            ];
            var wrong = OffsetFit.Judge(fits, declared, true, new("线", "the line"));
            if (declared == truth)
                Assert.Null(wrong);
            else
                Assert.Contains($"look like {truth}, not {declared}", wrong!.En, StringComparison.Ordinal);
        }
    }
}
