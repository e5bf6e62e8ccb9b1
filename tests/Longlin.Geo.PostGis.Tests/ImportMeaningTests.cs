using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What an import makes of codes and references once it sees what is stored already.</summary>
public sealed class ImportMeaningTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-meaning-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyDictionary<string, Bilingual> Services =>
        TestCluster.Standard.All.ToDictionary(s => s.Service, s => s.Title);

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static Task<IntakeResult> TakeAsync(
        Database database,
        string file,
        string layer,
        IntakeOptions? options = null,
        Dictionary<string, string>? set = null
    ) =>
        Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog[layer],
                Crs = "EPSG:4490",
                Set = set ?? [],
            },
            options ?? new(Services: Services),
            null,
            Token
        );

    [Fact]
    public async Task Renaming_a_file_changes_nothing_with_codes_and_without()
    {
        await using var database = await cluster.EmptyAsync();
        const string coded = "code,name,lon,lat\nA,上寨,105.2,24.7\n";
        const string bare = "name,lon,lat\n下寨,105.3,24.7\n";
        await TakeAsync(database, Write("a.csv", coded), "hamlets");
        await TakeAsync(database, Write("b.csv", bare), "hamlets");
        foreach (var text in (string[])[coded, bare])
        {
            var again = await TakeAsync(database, Write("renamed.csv", text), "hamlets");
            Assert.Equal(new MergeCounts(0, 0, 1, 0), again.Counts);
        }

        Assert.Equal(
            "a.csv",
            await database.ScalarAsync<string>("select source from longlin.hamlets where code = 'A'")
        );
    }

    [Fact]
    public async Task Digits_of_a_code_name_a_county_only_where_it_is_known()
    {
        await using var database = await cluster.EmptyAsync();
        var file = Write("a.csv", "code,name,lon,lat\n451082100201,甲,105.2,24.7\n104501,乙,105.3,24.7\n");
        var unknown = await TakeAsync(database, file, "hamlets");
        Assert.Equal(
            ["451031"],
            await database.ScalarAsync<string[]>("select array_agg(distinct county_code) from longlin.hamlets")
        );
        Assert.Contains(
            unknown.Warnings,
            w =>
                w.Zh.Contains("451082", StringComparison.Ordinal)
                && w.Zh.Contains("--set county_code", StringComparison.Ordinal)
        );
        await database.RunAsync("delete from longlin.hamlets");
        // The outlines of a county make it known, in whatever order they stand.
        await TakeAsync(
            database,
            Write(
                "areas.csv",
                "code,level,name,seat_lon,seat_lat\n451082100,township,镇,105.2,24.7\n451082,county,县,105.2,24.7\n"
            ),
            "areas"
        );
        Assert.Equal(
            ["451082"],
            await database.ScalarAsync<string[]>("select array_agg(distinct county_code) from longlin.areas")
        );
        await TakeAsync(database, file, "hamlets");
        Assert.Equal(
            ["451031", "451082"],
            await database.ScalarAsync<string[]>(
                "select array_agg(distinct county_code order by county_code) from longlin.hamlets"
            )
        );
        await TakeAsync(
            database,
            Write("b.csv", "code,name,lon,lat\n451083100201,丙,105.2,24.7\n"),
            "hamlets",
            set: new() { ["county_code"] = "451083" }
        );
        Assert.Equal(
            1,
            await database.ScalarAsync<long>("select count(*) from longlin.hamlets where county_code = '451083'")
        );
    }

    [Fact]
    public async Task Sections_of_one_road_are_numbered_where_the_user_says_so()
    {
        await using var database = await cluster.EmptyAsync();
        var file = Write(
            "r.csv",
            "code,wkt\nX1,\"LINESTRING(105 24.7,105.1 24.7)\"\nX1,\"LINESTRING(105.1 24.7,105.2 24.7)\"\n"
                + "X2,\"LINESTRING(105 24.8,105.1 24.8)\"\nX1,\"LINESTRING(105.2 24.7,105.3 24.7)\"\n"
        );
        var rejected = await TakeAsync(database, file, "roads", new(DryRun: true));
        Assert.Equal([2L, 4L], rejected.Rejections.Select(r => r.Row));
        Assert.All(
            rejected.Rejections,
            r => Assert.Contains("--number-repeats", r.Reason.Zh, StringComparison.Ordinal)
        );
        var numbered = await TakeAsync(database, file, "roads", new(NumberRepeats: true));
        Assert.Equal(4, numbered.Counts.Inserted);
        Assert.Equal(["X1-2", "X1-3"], numbered.RepairList.Select(r => r.To));
        Assert.Equal(4, (await TakeAsync(database, file, "roads", new(NumberRepeats: true))).Counts.Unchanged);
    }

    [Fact]
    public async Task References_are_understood_and_those_to_nothing_are_warned_of()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, Write("h.csv", "code,name,lon,lat\n451031702201001,甲,105.2,24.7\n"), "hamlets");
        await TakeAsync(
            database,
            Write(
                "r.csv",
                "code,wkt\ns1,\"LINESTRING(105 24.7,105.1 24.7)\"\ns2,\"LINESTRING(105 24.8,105.1 24.8)\"\n"
            ),
            "roads"
        );
        var closures = await TakeAsync(database, Ask.Need("cases/r_closures.csv"), "closures");
        Assert.Equal(
            ["roads"],
            await database.ScalarAsync<string[]>("select array_agg(distinct layer) from longlin.closures")
        );
        Assert.Contains(closures.Warnings, w => w.Zh.Contains("k1 → s1x", StringComparison.Ordinal));
        var surveys = await TakeAsync(database, Ask.Need("cases/r_surveys.csv"), "surveys");
        Assert.Equal(
            ["access", "road"],
            await database.ScalarAsync<string[]>(
                "select array_agg(distinct service order by service) from longlin.surveys"
            )
        );
        Assert.Contains(surveys.Warnings, w => w.Zh.Contains("v4 → 451031702201999", StringComparison.Ordinal));
        Assert.Contains(surveys.Warnings, w => w.En.Contains("without verdict", StringComparison.Ordinal));
        Assert.Contains(surveys.Warnings, w => w.En.Contains("without observed_on", StringComparison.Ordinal));
        var moves = await TakeAsync(database, Ask.Need("cases/r_moves.csv"), "moves");
        Assert.Contains(moves.Warnings, w => w.Zh.Contains("mv1 → 451031702201999", StringComparison.Ordinal));
        Assert.Contains(moves.Warnings, w => w.Zh.Contains("mv1 → NOSITE", StringComparison.Ordinal));
        var works = await TakeAsync(database, Ask.Need("cases/r_works.geojson"), "works");
        Assert.Contains(works.Warnings, w => w.Zh.Contains("wk1 → s2x，wk2 → x", StringComparison.Ordinal));
        Assert.Equal(
            ["s2", "s1", "x"],
            await database.ScalarAsync<string[]>("select assets from longlin.works where code = 'wk2'")
        );
        var wrong = await TakeAsync(
            database,
            Write(
                "w.csv",
                "code,hamlet_code,service,verdict,evidence,observed_on\nw1,451031702201001,天然气,met,acceptance,2018-01-01\n"
            ),
            "surveys"
        );
        Assert.Equal("service", wrong.Rejections.Single().Field);
        Assert.Contains("access", wrong.Rejections.Single().Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_the_column_that_decides_their_use_are_counted()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(
            database,
            Write("p.csv", "code,kind,lon,lat\nA,变电站,105.2,24.7\nB,,105.3,24.7\n"),
            "power"
        );
        Assert.Contains(result.Warnings, w => w.En.StartsWith("1 rows: without kind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_were_passed_over_are_not_counted_as_read()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(
            database,
            Write("t.csv", "编码,名称,户数,经度,纬度\nA,甲,30,105.2,24.7\n合计,,30,,\n"),
            "hamlets"
        );
        Assert.Equal((1L, 0L), (result.RowsRead, result.RowsRejected));
        Assert.Equal(1, result.Repairs[RepairKind.PassedOver]);
    }
}
