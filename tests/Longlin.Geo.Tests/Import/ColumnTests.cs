using System.Text;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Import;

/// <summary>Every column of a file is accounted for: what it goes to, or that nothing is known of it.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Theory]
    [InlineData("c_semi.csv", "hamlets", "451031100203021")]
    [InlineData("c_tab16.csv", "hamlets", "451031100203031")]
    [InlineData("c_title.csv", "hamlets", "451031100203041")]
    [InlineData("c_sep.csv", "hamlets", "451031100203043")]
    [InlineData("c_moves_semi.csv", "moves", "m1 m2")]
    [InlineData("c_moves_title.csv", "moves", "t1 t2")]
    public void Titles_and_any_delimiter_are_understood(string name, string layer, string codes)
    {
        var read = Cases.Case(name, layer);
        Assert.Empty(read.Rejections);
        Assert.Equal(codes.Split(' ')[0][..2], read.Codes[..2]);
        Assert.Equal(codes.Split(' ').Length, read.Records.Count);
        Assert.Equal(codes.Length, read.Codes.Length);
        Assert.DoesNotContain(read.File.Matches, m => m.Target is null);
    }

    [Fact]
    public void Surveyors_call_north_X_and_the_numbers_decide()
    {
        var read = Cases.Case("c_xy.csv", crs: "EPSG:4544");
        var place = read.Records.Single().Geometry!.Coordinate;
        var system = Longlin.Geo.Crs.CrsTable.Find("EPSG:4544", out _)!;
        var (lon, lat) = system.ToGeographic(538000, 2735000);
        Assert.InRange(Geodesy.DistanceMetres(lon, lat, place.X, place.Y), 0, 0.01);
        Assert.Equal("geometry", read.Target("X坐标"));
        var degrees = Cases.Read(_cases.Write("a.csv", "code,X坐标,Y坐标\nA,105.3,24.7\n"), "hamlets");
        Assert.Equal((105.3, 24.7), At(degrees));
        var swapped = Cases.Read(_cases.Write("b.csv", "code,X坐标,Y坐标\nA,24.7,105.3\n"), "hamlets");
        Assert.Equal((105.3, 24.7), At(swapped));

        static (double, double) At(Cases.Reading read) =>
            (read.Records[0].Geometry!.Coordinate.X, read.Records[0].Geometry!.Coordinate.Y);
    }

    [Theory]
    [InlineData("longitude_wp,latitude_wp")]
    [InlineData("GPS_LON,GPS_LAT")]
    [InlineData("经度(°),纬度(°)")]
    [InlineData("中心点经度,中心点纬度")]
    [InlineData("point_x,point_y")]
    [InlineData("Easting,Northing")]
    [InlineData("东坐标,北坐标")]
    [InlineData("ｘ,ｙ")]
    public void Places_are_found_under_many_names(string header)
    {
        var read = Cases.Read(_cases.Write("a.csv", $"code,{header}\nA,105.3,24.7\n"), "hamlets");
        Assert.Equal((105.3, 24.7), (read.Records[0].Geometry!.Coordinate.X, read.Records[0].Geometry!.Coordinate.Y));
        Assert.Equal(["code", "geometry", "geometry"], read.File.Matches.Select(m => m.Target));
    }

    [Fact]
    public void A_table_without_a_place_says_what_is_looked_for_and_the_user_can_name_it()
    {
        var file = _cases.Write("a.csv", "code,start_lat,end_lat,p,q\nA,1,2,105.3,24.7\n");
        var refused = Assert.Throws<ImportException>(() => Cases.Read(file, "hamlets")).Reason;
        Assert.Contains("X坐标/Y坐标", refused.Zh, StringComparison.Ordinal);
        Assert.Contains("start_lat", refused.En, StringComparison.Ordinal);
        var named = Cases.Read(
            file,
            "hamlets",
            o =>
                o with
                {
                    Map = new Dictionary<string, string> { ["lon"] = "p", ["lat"] = "q" },
                }
        );
        Assert.Equal(24.7, named.Records[0].Geometry!.Coordinate.Y);
        Assert.Equal(["start_lat", "end_lat"], named.File.Matches.Where(m => m.Target is null).Select(m => m.Source));
    }

    [Fact]
    public void A_file_of_which_no_header_is_known_is_refused_in_every_format()
    {
        string[] files =
        [
            _cases.Write("a.csv", "甲,乙,lon,lat\n1,2,105.3,24.7\n"),
            _cases.Write(
                "a.geojson",
                """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"甲":1},"""
                    + """ "geometry":{"type":"Point","coordinates":[105.3,24.7]}}]} """
            ),
            _cases.Shapefile("a", Encoding.UTF8, 10, ["甲", "乙"], ["1", "2"]),
        ];
        foreach (var file in files)
        {
            var refused = Assert.Throws<ImportException>(() => Cases.Read(file, "hamlets")).Reason;
            Assert.Contains("甲", refused.Zh, StringComparison.Ordinal);
            Assert.Contains("户数（households）", refused.Zh, StringComparison.Ordinal);
            Assert.Contains("households", refused.En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_column_named_by_the_user_that_the_file_lacks_is_a_mistake()
    {
        var file = _cases.Write("a.csv", "code,lon,lat\nA,105.3,24.7\n");
        Assert.Contains(
            "屯名称",
            Assert
                .Throws<ImportException>(() =>
                    Cases.Read(
                        file,
                        "hamlets",
                        o => o with { Map = new Dictionary<string, string> { ["name"] = "屯名称" } }
                    )
                )
                .Reason.Zh,
            StringComparison.Ordinal
        );
    }

    // Every title of every layer, cut as a DBF table cuts it: where one column alone begins so, it is that column.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_header_cut_at_ten_bytes_is_the_only_title_that_begins_so(bool utf8)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = utf8 ? Encoding.UTF8 : Encoding.GetEncoding(936);
        var (found, several) = (0, 0);
        foreach (var layer in SharedData.Catalog.Layers)
        {
            foreach (var column in layer.AllColumns)
            {
                foreach (var title in column.FileNames.Where(t => encoding.GetByteCount(t) > 10))
                {
                    var cut = Cut(title, encoding);
                    var sharing = layer
                        .AllColumns.Where(c =>
                            c.FileNames.Any(n =>
                                encoding.GetByteCount(n) > 10
                                && Cut(n, encoding).Equals(cut, StringComparison.OrdinalIgnoreCase)
                            )
                        )
                        .ToList();
                    ImportOptions options = new() { File = "a", Layer = layer };
                    var bound = HeaderBinding.Of(options, [cut], encoding).Columns;
                    // A whole title is meant before a cut one.
                    if (layer.AllColumns.Any(c => c.FileNames.Contains(cut, StringComparer.OrdinalIgnoreCase)))
                        continue;
                    if (sharing.Count == 1)
                        Assert.Equal(column.Name, Assert.Single(bound).Column.Name);
                    else
                        Assert.Empty(bound);
                    (found, several) = sharing.Count == 1 ? (found + 1, several) : (found, several + 1);
                }
            }
        }

        Assert.True(found > 20, $"{found} found, {several} shared");
    }

    [Fact]
    public void A_shapefile_with_cut_headers_is_read_and_half_a_character_is_no_matter()
    {
        var file = _cases.Shapefile("a", Encoding.UTF8, 30, ["行政区划代码", "households"], ["451031100204001", "30"]);
        var read = Cases.Read(file, "hamlets");
        Assert.Equal(("451031100204001", 30), ((string)read.Records[0]["code"]!, (int)read.Records[0]["households"]!));
        // 自然屯编码 and 自然屯名称 are cut to the same three characters and a half: neither is taken for the name.
        file = _cases.Shapefile(
            "b",
            Encoding.UTF8,
            30,
            ["自然屯编码", "自然屯名称", "households"],
            ["A", "上寨", "30"]
        );
        read = Cases.Read(file, "hamlets");
        Assert.Null(read.Records[0]["name"]);
        Assert.Equal([null, "households"], read.File.Matches.Select(m => m.Target));
    }

    private static string Cut(string title, Encoding encoding)
    {
        var kept = "";
        foreach (var c in title)
        {
            if (encoding.GetByteCount(kept + c) > 10)
                break;
            kept += c;
        }

        return kept;
    }
}
