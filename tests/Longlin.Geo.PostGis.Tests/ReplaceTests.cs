using Longlin.Geo.Import.Rows;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What <c>--mode replace</c> removes, what it keeps, and when it asks.</summary>
public sealed class ReplaceTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private async Task<IntakeResult> TakeAsync(
        Database database,
        IEnumerable<string> rows,
        WriteMode mode = WriteMode.Replace,
        bool confirmed = false,
        bool dryRun = false
    )
    {
        var file = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(file, "code,lon,lat,户数\n" + string.Concat(rows.Select(r => r + "\n")), Token);
        return await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog["hamlets"],
                Crs = "EPSG:4490",
                Confirmed = confirmed,
            },
            new(mode, dryRun),
            null,
            Token
        );
    }

    private static IEnumerable<string> Hamlets(int from, int to) =>
        Enumerable.Range(from, to - from).Select(i => FormattableString.Invariant($"H{i:00},{105 + i * 0.01},24.7,30"));

    private static Task<long> CountAsync(Database database) =>
        database.ScalarAsync<long>("select count(*) from longlin.hamlets");

    [Fact]
    public async Task A_row_that_is_mentioned_but_rejected_stays_as_it_was()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, Hamlets(0, 40));
        // H00 is named with a wrong count, H01 without a place; H39 is not mentioned.
        var result = await TakeAsync(database, [.. Hamlets(2, 39), "H00,105,24.7,约三十", "H01,,,30"]);
        Assert.Equal((1, 2), (result.Counts.Deleted, result.RowsRejected));
        Assert.Equal(
            "H00 H01 30 30",
            await database.ScalarAsync<string>(
                "select string_agg(code, ' ' order by code) || ' ' || string_agg(households::text, ' ') "
                    + "from longlin.hamlets where code < 'H02'"
            )
        );
        Assert.Contains(result.Warnings, w => w.En.EndsWith("are removed: H39", StringComparison.Ordinal));
        // The record says how many, as the history does, from which the migration takes it.
        Assert.Equal(
            "1 1",
            await database.ScalarAsync<string>(
                "select i.rows_deleted || ' ' || count(*) from longlin.imports i join longlin.history h "
                    + "on h.import_id = i.id and h.operation = 'delete' "
                    + "and (h.before->>'import_id')::bigint is distinct from i.id group by i.rows_deleted"
            )
        );
    }

    [Fact]
    public async Task Removing_more_than_a_tenth_needs_confirmation_and_lists_the_codes()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, Hamlets(0, 40));
        Assert.Equal(4, (await TakeAsync(database, Hamlets(0, 36))).Counts.Deleted);
        var refused = await Assert.ThrowsAsync<ImportException>(() => TakeAsync(database, Hamlets(0, 32)));
        Assert.Contains("4 of 36 features (H32, H33, H34, H35)", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains("--confirm", refused.Text.Zh, StringComparison.Ordinal);
        Assert.Equal(36, await CountAsync(database));
        // A dry run lists them and changes nothing.
        var dry = await TakeAsync(database, Hamlets(0, 32), dryRun: true);
        Assert.Contains(dry.Warnings, w => w.En.Contains("H32, H33, H34, H35", StringComparison.Ordinal));
        Assert.Equal(36, await CountAsync(database));
        Assert.Equal(4, (await TakeAsync(database, Hamlets(0, 32), confirmed: true)).Counts.Deleted);
    }

    [Fact]
    public async Task Rejected_rows_without_a_code_need_confirmation_before_anything_is_removed()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, Hamlets(0, 40));
        var refused = await Assert.ThrowsAsync<ImportException>(() =>
            TakeAsync(database, [.. Hamlets(0, 39), ",,,30"])
        );
        Assert.Contains("1 rejected rows have no code", refused.Text.En, StringComparison.Ordinal);
        Assert.Equal(40, await CountAsync(database));
        // Where nothing is removed nothing is asked.
        Assert.Equal(0, (await TakeAsync(database, [.. Hamlets(0, 40), ",,,30"])).Counts.Deleted);
    }

    [Fact]
    public async Task A_made_code_of_a_rejected_row_is_known_by_its_place()
    {
        await using var database = await cluster.EmptyAsync();
        string[] unnamed =
        [
            .. Enumerable.Range(0, 20).Select(i => FormattableString.Invariant($",{105 + i * 0.01},24.7,30")),
        ];
        await TakeAsync(database, unnamed);
        var result = await TakeAsync(database, [.. unnamed[1..19], ",105,24.7,约三十"]);
        Assert.Equal(1, result.Counts.Deleted);
        Assert.Equal(19, await CountAsync(database));
    }
}
