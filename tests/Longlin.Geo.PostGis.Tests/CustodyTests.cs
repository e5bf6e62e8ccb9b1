using System.Globalization;
using Longlin.Geo.Crs;
using Longlin.Geo.Features;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Longlin.Geo.Tests.Import;
using NetTopologySuite.Algorithm.Distance;

namespace Longlin.Geo.PostGis.Tests;

public sealed class CustodyTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-custody-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private async Task<IntakeResult> TakeAsync(Database database, string text, WriteMode mode = WriteMode.Upsert)
    {
        var file = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(file, text, Token);
        return await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog["hamlets"],
                Crs = "EPSG:4490",
                Confirmed = mode == WriteMode.Replace,
            },
            new(mode),
            null,
            Token
        );
    }

    private static Task<string> StateAsync(Database database) =>
        database.ScalarAsync<string>(
            "select coalesce(string_agg(concat_ws(' ', code, name, households, import_id, st_asewkt(geom)), "
                + "'|' order by code), '') from longlin.hamlets"
        );

    [Fact]
    public async Task Undoing_an_import_restores_the_layer()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(
            database,
            "code,name,lon,lat,户数\nA,上寨,105.123456789012,24.7,20\nB,下寨,105.1,24.7,30\nC,中寨,105.2,24.7,30\n"
        );
        var before = await StateAsync(database);
        var second = await TakeAsync(
            database,
            "code,name,lon,lat,户数\nA,上寨,105.2,24.8,25\nD,新寨,105.1,24.9,10\n",
            WriteMode.Replace
        );
        Assert.Equal(new MergeCounts(1, 1, 0, 2), second.Counts);
        Assert.NotEqual(before, await StateAsync(database));
        var undone = await ImportUndo.RunAsync(database, second.ImportId!.Value, "tester", Token);
        Assert.Equal((1, 3), (undone.Removed, undone.Restored));
        Assert.Equal(before, await StateAsync(database));
        await ImportUndo.RunAsync(database, 1, "tester", Token);
        Assert.Equal("", await StateAsync(database));
        await Assert.ThrowsAsync<UsageException>(() => ImportUndo.RunAsync(database, 1, null, Token));
        await Assert.ThrowsAsync<UsageException>(() => ImportUndo.RunAsync(database, 99, null, Token));
    }

    [Fact]
    public async Task A_duplicate_code_names_the_row_it_repeats()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(database, "code,lon,lat\nA,105,24.7\nB,105,24.7\nA,105.2,24.7\n");
        var rejection = Assert.Single(result.Rejections);
        Assert.Equal((3L, "code"), (rejection.Row, rejection.Field));
        Assert.Contains("第 1 行", rejection.Reason.Zh, StringComparison.Ordinal);
        Assert.Equal(2, result.Counts.Inserted);
    }

    [Fact]
    public async Task Two_rows_at_one_place_without_codes_get_two_stable_codes()
    {
        await using var database = await cluster.EmptyAsync();
        const string text = "name,lon,lat\n上寨,105,24.7\n上寨,105,24.7\n";
        Assert.Equal(2, (await TakeAsync(database, text)).Counts.Inserted);
        Assert.Equal(2, (await TakeAsync(database, text)).Counts.Unchanged);
    }

    [Fact]
    public async Task Suspicious_rows_are_imported_and_reported_with_their_codes()
    {
        await using var database = await cluster.DemoAsync();
        var village = await database.ScalarAsync<string>(
            "select code from longlin.areas where level = 'village' and geom is not null order by code limit 1"
        );
        var inside = await database.ScalarAsync<string>(
            "select st_x(p) || ',' || st_y(p) from (select st_pointonsurface(geom) as p "
                + $"from longlin.areas where code = '{village}') x"
        );
        var hamlets = await TakeAsync(
            database,
            $"code,village_code,lon,lat\nN1,{village},{inside}\nN2,{village},{inside}\nN3,{village}"
                + $",105.6,24.41\nN4,451031999999,{inside}\n"
        );
        Assert.Equal(4, hamlets.Counts.Inserted);
        Assert.Contains(
            hamlets.Warnings.Select(w => w.En),
            w =>
                w.Contains("outside its village", StringComparison.Ordinal)
                && w.Contains("N3", StringComparison.Ordinal)
        );
        Assert.Contains(
            hamlets.Warnings.Select(w => w.En),
            w => w.Contains("another row", StringComparison.Ordinal) && w.Contains("N1=N2", StringComparison.Ordinal)
        );
        Assert.Contains(
            hamlets.Warnings.Select(w => w.En),
            w => w.Contains("not in areas", StringComparison.Ordinal) && w.Contains("N4", StringComparison.Ordinal)
        );
        var again = await TakeAsync(database, $"code,village_code,lon,lat\nN9,{village},{inside}\n");
        Assert.Contains(
            again.Warnings.Select(w => w.En),
            w => w.Contains("another code", StringComparison.Ordinal) && w.Contains("N9=N1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_gap_between_two_lines_is_reported_as_a_suspected_break_and_a_join_is_not()
    {
        await using var database = await cluster.EmptyAsync();
        var file = Path.Combine(_folder, "roads.csv");
        // B begins 20 m east of A's end; C begins at B's end.
        await File.WriteAllTextAsync(
            file,
            "code,surface,wkt\nA,concrete,\"LINESTRING(105 24.7,105.01 "
                + "24.7)\"\nB,concrete,\"LINESTRING(105.0102 24.7,105.02 24.7)\"\nC,concrete,\"LINESTRING(105.02 "
                + "24.7,105.02 24.71)\"\n",
            Token
        );
        var result = await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog["roads"],
                Crs = "EPSG:4490",
            },
            new(Breaks: TestCluster.Standard.BreaksOf("roads")),
            null,
            Token
        );
        var warning = Assert.Single(result.Warnings).Zh;
        Assert.Contains("2 处疑似断头", warning, StringComparison.Ordinal); // seen from both ends
        Assert.Contains("20.2 m", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("C", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Geometry_is_repaired_only_if_its_area_stays_the_same_and_the_repair_is_reported()
    {
        await using var database = await cluster.EmptyAsync();
        var file = Path.Combine(_folder, "zones.csv");
        await File.WriteAllLinesAsync(
            file,
            [
                "code,kind,wkt",
                "clockwise,hazard,\"POLYGON((105 24.7,105 24.71,105.01 24.71,105.01 24.7,105 24.7))\"",
                "repeated,hazard,\"POLYGON((105 24.7,105.01 24.7,105.01 24.7,105.01 24.71,105 24.71,105 24.7))\"",
                "touching,hazard,\"POLYGON((105 24.7,105.02 24.7,105.01 24.71,105.02 24.72,105 24.72,105.01 "
                    + "24.71,105 24.7))\"",
                "bowtie,hazard,\"POLYGON((105 24.7,105.01 24.71,105.01 24.7,105 24.72,105 24.7))\"",
            ],
            Token
        );
        var result = await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog["zones"],
                Crs = "EPSG:4490",
            },
            new(),
            null,
            Token
        );
        Assert.Equal(4, Assert.Single(result.Rejections).Row);
        Assert.Equal(
            (1, 1, 1),
            (
                result.Repairs[RepairKind.RingOrientation],
                result.Repairs[RepairKind.RepeatedPoints],
                result.Repairs[RepairKind.SelfTouch]
            )
        );
        Assert.Equal(
            3,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.zones where st_isvalid(geom) and st_ispolygonccw(geom)"
            )
        );
    }

    [Fact]
    public async Task An_undo_is_refused_with_the_reason_if_the_import_was_edited_later()
    {
        await using var database = await cluster.EmptyAsync();
        var import = await TakeAsync(database, "code,name,lon,lat,户数\nA,上寨,105,24.7,20\nB,下寨,105.1,24.7,30\n");
        await database.RunAsync("update longlin.hamlets set households = 21 where code = 'A'");
        var before = await StateAsync(database);
        var refused = await Assert.ThrowsAsync<UsageException>(() =>
            ImportUndo.RunAsync(database, import.ImportId!.Value, null, Token)
        );
        Assert.Contains("A", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(database));
    }

    public static TheoryData<string, string> Formats()
    {
        TheoryData<string, string> all = [];
        foreach (var format in LayerExport.Formats)
        {
            foreach (
                var crs in format == "geojson"
                    ? new[] { "EPSG:4490", "EPSG:4326" }
                    : ["EPSG:4490", "EPSG:4544", "EPSG:4523", "EPSG:3857"]
            )
                all.Add(format, crs);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Import_export_and_import_again_changes_nothing(string format, string crs)
    {
        await using var database = await cluster.DemoAsync();
        await using var other = await cluster.EmptyAsync();
        foreach (
            var layer in (string[])
                ["hamlets", "roads", "areas", "power", "zones", .. format == "shp" ? Array.Empty<string>() : ["works"]]
        )
        {
            var description = TestCluster.Catalog[layer];
            var path = Path.Combine(_folder, $"{layer}.{format}");
            foreach (
                var file in await LayerExport.WriteAsync(
                    path,
                    format,
                    database,
                    description,
                    null,
                    CrsTable.Find(crs, out _)!,
                    null,
                    "zh",
                    Token
                )
            )
            {
                var result = await Intake.RunAsync(
                    other,
                    new ImportOptions
                    {
                        File = file,
                        Layer = description,
                        Crs = crs,
                    },
                    new(),
                    null,
                    Token
                );
                Assert.True(result.Rejections.Count == 0, $"{file}: {string.Join('\n', result.Rejections.Take(3))}");
            }

            var (one, two) = (await AllAsync(database, description), await AllAsync(other, description));
            Assert.Equal(one.Count, two.Count);
            foreach (var (a, b) in one.Zip(two))
            {
                foreach (var column in description.AllColumns)
                    Assert.Equal(Plain(a[column.Name]), Plain(b[column.Name]));
                if (a.Geometry is null)
                    continue;
                // The order of parts that begin at one point may change; nothing moves by more than a millimetre.
                Assert.Equal(
                    (a.Geometry.NumGeometries, a.Geometry.NumPoints),
                    (b.Geometry!.NumGeometries, b.Geometry.NumPoints)
                );
                Assert.InRange(DiscreteHausdorffDistance.Distance(a.Geometry, b.Geometry), 0, 1e-8);
            }
        }
    }

    [Fact]
    public async Task Text_too_long_for_a_shapefile_is_refused_and_the_message_suggests_another_format()
    {
        await using var database = await cluster.DemoAsync();
        await database.RunAsync(
            "update longlin.works set assets = array(select 'C451031' || 100000 + n from generate_series(1, 60) n) "
                + "where id = (select min(id) from longlin.works)"
        );
        var refused = await Assert.ThrowsAsync<UsageException>(() =>
            LayerExport.WriteAsync(
                Path.Combine(_folder, "works.shp"),
                "shp",
                database,
                TestCluster.Catalog["works"],
                null,
                CrsTable.Find("EPSG:4490", out _)!,
                null,
                "zh",
                Token
            )
        );
        Assert.Contains("gpkg", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<List<FeatureRecord>> AllAsync(Database database, LayerDescription layer)
    {
        List<FeatureRecord> rows = [];
        await foreach (var row in LayerQuery.ReadAsync(database, layer, null, Token))
            rows.Add(row);
        return rows;
    }

    private static string? Plain(object? value) =>
        value switch
        {
            string[] words => string.Join(',', words),
            double number => number.ToString("0.######", CultureInfo.InvariantCulture),
            decimal money => ((double)money).ToString("0.##", CultureInfo.InvariantCulture),
            "" => null,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    [Fact]
    public async Task A_cell_that_looks_like_a_formula_is_exported_as_text_and_imports_unchanged()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, "code,name,lon,lat\nA,\"=HYPERLINK(1)\",105,24.7\n");
        var file = Path.Combine(_folder, "out.csv");
        await LayerExport.WriteAsync(
            file,
            "csv",
            database,
            TestCluster.Catalog["hamlets"],
            null,
            CrsTable.Find("EPSG:4490", out _)!,
            null,
            "zh",
            Token
        );
        Assert.Contains("'=HYPERLINK(1)", await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        var again = await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog["hamlets"],
                Crs = "EPSG:4490",
            },
            new(),
            null,
            Token
        );
        Assert.Equal(1, again.Counts.Unchanged);
    }

    // What a reader lets through must be something that the store can hold, or be refused there in words.
    [Theory]
    [InlineData("csv")]
    [InlineData("geojson")]
    [InlineData("gpkg")]
    [InlineData("xlsx+")]
    [InlineData("zip+")]
    public async Task A_damaged_file_is_imported_completely_or_not_at_all(string kind)
    {
        await using var database = await cluster.DemoAsync();
        var outcome = await new ReaderFuzz(TestCluster.Catalog, _folder).RunAsync(
            kind,
            40,
            7,
            options =>
            {
                var before = Rows();
                try
                {
                    var result = Intake
                        .RunAsync(
                            database,
                            options,
                            new(Mode: WriteMode.Upsert, Breaks: TestCluster.Standard.BreaksOf(options.Layer.Name)),
                            null,
                            Token
                        )
                        .GetAwaiter()
                        .GetResult();
                    if (Rows() - before != result.Counts.Inserted)
                        throw new InvalidOperationException("what is said to be inserted is not what is there");
                    return result.RowsRejected;
                }
                catch (ImportException) when (Rows() == before)
                {
                    throw;
                }
                catch (ImportException e)
                {
                    throw new InvalidOperationException("refused, and rows are there all the same", e);
                }

                long Rows()
                {
                    using var command = database.Source.CreateCommand(
                        $"select count(*) from longlin.{options.Layer.Name}"
                    );
                    return (long)command.ExecuteScalar()!;
                }
            }
        );
        Assert.True(outcome.Faults.Count == 0, outcome.ToString());
    }
}
