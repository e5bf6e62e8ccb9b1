using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Reports.Moving;
using Longlin.Geo.Reports.Sites;
using MiniExcelLibs;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Reports;

/// <summary>
/// Every list that can be downloaded, longer than any buffer on its way (64 KiB): each format is valid and holds every
/// row.
/// </summary>
public class LongListTests
{
    private const int Rows = 3000;
    private static readonly DateOnly Day = new(2018, 12, 31);

    public static TheoryData<string, string> Lists =>
        new(
            from list in (string[])["gaps", "candidates", "red-lines", "assignment", "suggested"]
            from format in GapFormats.Names
            select (list, format)
        );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_long_list_is_valid_and_complete_in_every_format(string list, string format)
    {
        using MemoryStream target = new();
        await WriteAsync(list, target, format);
        Assert.Equal(Rows, Count(target.ToArray(), format, list is "assignment" ? "assignment" : "items"));
    }

    /// <summary>GDAL and QGIS type a column by the first features that they see.</summary>
    [Theory]
    [InlineData("gaps", "distanceM", "costYuan")]
    [InlineData("candidates", "harshM", "servingYuan")]
    [InlineData("red-lines", "areaM2", "reclaimedMu")]
    [InlineData("assignment", "distanceM", "gap")]
    [InlineData("suggested", "areaM2", "scoreLow")]
    public async Task A_whole_number_in_a_decimal_column_of_GeoJSON_has_a_decimal_point(
        string list,
        params string[] columns
    )
    {
        using MemoryStream target = new();
        await WriteAsync(list, target, "geojson");
        using var collection = JsonDocument.Parse(target.ToArray());
        var first = collection.RootElement.GetProperty("features")[0].GetProperty("properties");
        Assert.All(columns, c => Assert.Contains('.', first.GetProperty(c).GetRawText()));
    }

    [Theory]
    [InlineData(7, "7.0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1e21, "1E+21")]
    [InlineData(0, "0.0")]
    public async Task A_layer_is_exported_with_decimal_points_in_its_decimal_columns(double width, string text)
    {
        using MemoryStream target = new();
        FeatureRecord road = new(
            new Dictionary<string, object?> { ["code"] = "R1", ["surface_width_m"] = width },
            null
        );
        await FeatureGeoJson.WriteAsync(target, SharedData.Catalog["roads"], [road], null, Token);
        Assert.Contains(
            $"\"surface_width_m\":{text},",
            Encoding.UTF8.GetString(target.ToArray()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_long_layer_is_valid_GeoJSON_with_every_feature()
    {
        using MemoryStream target = new();
        var rows = Enumerable
            .Range(0, Rows)
            .Select(i => new FeatureRecord(
                new Dictionary<string, object?> { ["code"] = Code(i), ["name"] = "下寨屯" },
                new Point(105 + i * 1e-5, 24)
            ));
        await FeatureGeoJson.WriteAsync(target, SharedData.Catalog["hamlets"], rows, CountyState.SyntheticNote, Token);
        Assert.Equal(Rows, Count(target.ToArray(), "geojson", ""));
    }

    private static async Task WriteAsync(string list, Stream target, string format)
    {
        switch (list)
        {
            case "gaps":
                await GapFormats.WriteAsync(target, format, Gaps(), "zh", Token);
                break;
            case "candidates":
                await CandidateFormats.WriteAsync(target, format, Candidates(), "zh", Token);
                break;
            case "red-lines":
                await RedLineFormats.WriteAsync(target, format, RedLines(), "zh", Token);
                break;
            case "assignment":
                await AssignmentFormats.WriteAsync(target, format, Assignment(), "zh", Token);
                break;
            default:
                await SuggestFormats.WriteAsync(target, format, Suggested(), "zh", Token);
                break;
        }
    }

    private static int Count(byte[] file, string format, string items)
    {
        switch (format)
        {
            case "json" or "geojson":
                using (var document = JsonDocument.Parse(file))
                    return document.RootElement.GetProperty(format == "json" ? items : "features").GetArrayLength();
            case "csv":
                using (
                    CsvReader csv = new(new StringReader(Encoding.UTF8.GetString(file)), CultureInfo.InvariantCulture)
                )
                    return csv.GetRecords<dynamic>().Count();
            default:
                using (MemoryStream workbook = new(file))
                    return MiniExcel.Query(workbook, useHeaderRow: true).Count();
        }
    }

    private static string Code(int i) => string.Create(CultureInfo.InvariantCulture, $"451031{i:000000000}");

    private static GapDocument Gaps() =>
        new(
            "s",
            "1",
            "decision",
            Day,
            Day,
            false,
            null,
            true,
            "road",
            null,
            0,
            "current",
            new(Rows, 0, 0, 0, Rows, 0),
            null,
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new GapItem(
                        "hamlet",
                        Code(i),
                        "下寨屯",
                        null,
                        "三冲村",
                        null,
                        "德峨镇",
                        63,
                        270,
                        80,
                        "not_met",
                        "upgrade_and_build",
                        "computed",
                        true,
                        700,
                        980,
                        260.5,
                        ["C1", "C2"],
                        ["C2"],
                        [null],
                        1400,
                        0,
                        null,
                        null,
                        105.1,
                        24.6,
                        false,
                        360_000,
                        560_000
                    )),
            ]
        );

    private static CandidateDocument Candidates() =>
        new(
            "s",
            "1",
            "r",
            "1",
            "c",
            true,
            Day,
            Day,
            false,
            true,
            3,
            new("说明", "note"),
            new(Rows, Rows, 0, 0, 0, 0, 0),
            null,
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new CandidateItem(
                        Code(i),
                        "下寨屯",
                        null,
                        "三冲村",
                        null,
                        "德峨镇",
                        63,
                        270,
                        40,
                        false,
                        3,
                        0,
                        true,
                        360_000,
                        true,
                        5714.29m,
                        90_000,
                        [
                            .. ((string[])["harsh", "fragile", "scattered", "transport", "cost"]).Select(
                                t => new CandidateTestItem(t, "met", 800, 700, "m", new("海拔高。", "High."))
                            ),
                        ],
                        [],
                        105.1,
                        24.6
                    )),
            ]
        );

    private static RedLineDocument RedLines() =>
        new(
            "s",
            "1",
            Day,
            Day,
            false,
            true,
            new(Rows, Rows, 0, 0, 0, 0, 0, 0, 0, 0),
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new RedLineItem(
                        Code(i),
                        "下寨屯",
                        null,
                        "三冲村",
                        "德峨镇",
                        Day,
                        "all_moved",
                        true,
                        ["Z1"],
                        2000,
                        3,
                        1000,
                        2,
                        null,
                        [],
                        []
                    )
                    {
                        Shape = GeometryFactory.Default.ToGeometry(new Envelope(105, 105.1, 24, 24.1)),
                    }),
            ]
        );

    private static AssignmentDocument Assignment() =>
        new(
            "s",
            "1",
            "r",
            "1",
            Day,
            false,
            true,
            "optimal",
            0,
            0,
            0,
            Rows,
            0,
            0,
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new AssignmentItem(
                        Code(i),
                        "下寨屯",
                        "S1",
                        "新州安置点",
                        63,
                        270,
                        1200,
                        "road",
                        false,
                        105.1,
                        24.6,
                        105.2,
                        24.7
                    )),
            ],
            [],
            [],
            [],
            [],
            new("说明", "note")
        );

    private static SuggestDocument Suggested() =>
        new(
            "s",
            "1",
            Day,
            false,
            true,
            "w",
            "1",
            true,
            null,
            "451031",
            "隆林",
            300,
            80,
            24_000,
            false,
            100,
            50,
            new Dictionary<string, long> { ["slope"] = 50 },
            Rows,
            Rows,
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new SuggestItem(
                        i + 1,
                        105.1,
                        24.6,
                        null,
                        "德峨镇",
                        30_000,
                        375,
                        40_000,
                        100,
                        12,
                        false,
                        80,
                        80,
                        80,
                        [],
                        200,
                        [],
                        GeoPolygon.Of((Polygon)GeometryFactory.Default.ToGeometry(new Envelope(105, 105.1, 24, 24.1)))
                    )),
            ]
        );
}
