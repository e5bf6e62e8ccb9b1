using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What is computed again after an edit against what is computed from nothing.</summary>
public sealed class CoverageMemoryTests(TestCluster cluster)
{
    // Each statement edits both counties alike.
    private static readonly string[] Edits =
    [
        "insert into longlin.closures (code, layer, asset_code, closed_from, closed_to, reason) "
            + "select 'T' || code, 'roads', code, '2017-05-01', '2018-02-01', 'test' from longlin.roads "
            + "where status = 'open' order by id limit 5",
        "update longlin.roads set surface = 'concrete', surfaced_on = '2018-03-01' where id in (select id "
            + "from longlin.roads where surface = 'gravel' order by id limit 20)",
        "update longlin.roads set name = coalesce(name, '') || '甲' where id in (select id "
            + "from longlin.roads order by id limit 3)",
        "delete from longlin.closures where code like 'T%'",
        "update longlin.hamlets set households = null where id in (select id from longlin.hamlets order by id limit 4)",
        "update longlin.hamlets set geom = st_translate(geom, 0.01, 0.005) where id in (select id "
            + "from longlin.hamlets order by id limit 6)",
        "update longlin.power set energised = false where kind = 'substation' and id = (select min(id) "
            + "from longlin.power where kind = 'substation')",
        "delete from longlin.hamlets where id = (select max(id) from longlin.hamlets)",
        "update longlin.roads set code = code || 'X' where id in (select id from longlin.roads "
            + "where surface = 'earth' order by id limit 200)",
        "insert into longlin.surveys (code, hamlet_code, service, verdict, evidence, observed_on) "
            + "select 'S' || code, code, 'road', 'not_met', 'inspection', '2018-01-01' from longlin.hamlets "
            + "order by id limit 10",
        "insert into longlin.hamlets (code, name, households, population, geom) "
            + "select '451031100200998', '新屯', 33, 120, st_translate(geom, 0.003, 0) from longlin.hamlets "
            + "order by id limit 1",
        "update longlin.works set due_on = due_on + 40 where status <> 'open'",
        "delete from longlin.roads where id in (select id from longlin.roads where class = 'Y' order by id limit 40)",
        "delete from longlin.telecom where kind = 'exchange'",
        "update longlin.areas set seat_lon = seat_lon + 0.01 where id = (select min(id) "
            + "from longlin.areas where level = 'village')",
        "delete from longlin.water",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incremental_computation_after_an_edit_equals_a_full_one()
    {
        await using var remembering = await cluster.DemoAsync();
        await using var afresh = await cluster.DemoAsync();
        CoverageMemory memory = new();
        await RunAsync(remembering, memory);
        foreach (var edit in Edits)
        {
            foreach (var database in (Database[])[remembering, afresh])
            {
                await using var command = database.Source.CreateCommand(edit);
                Assert.True(await command.ExecuteNonQueryAsync(Token) > 0, edit);
            }

            await RunAsync(remembering, memory);
            await RunAsync(afresh, null);
            var (kept, whole) = (await DumpAsync(remembering), await DumpAsync(afresh));
            Assert.Equal(whole.Count, kept.Count);
            for (var i = 0; i < whole.Count; i++)
                Assert.True(whole[i] == kept[i], $"{edit}\nafresh: {whole[i]}\nkept:   {kept[i]}");
        }
    }

    [Fact]
    public async Task Coverage_written_by_another_process_is_detected()
    {
        await using var database = await cluster.DemoAsync();
        CoverageMemory memory = new();
        await RunAsync(database, memory);
        // Another process computes the county with a road fewer, and then the road is back.
        await ExecuteAsync(
            database,
            "insert into longlin.closures (code, layer, asset_code, closed_from, reason) "
                + "select 'T' || code, 'roads', code, '2015-01-01', 'test' from longlin.roads where class = 'X'"
        );
        await RunAsync(database, null);
        var other = await DumpAsync(database);
        await ExecuteAsync(database, "delete from longlin.closures where code like 'T%'");
        await RunAsync(database, memory);
        var own = await DumpAsync(database);
        await RunAsync(database, null);
        Assert.NotEqual(other, own);
        Assert.Equal(await DumpAsync(database), own);
    }

    [Fact]
    public async Task An_edit_that_changes_no_verdict_writes_no_coverage()
    {
        await using var database = await cluster.DemoAsync();
        CoverageMemory memory = new();
        await RunAsync(database, memory);
        await ExecuteAsync(
            database,
            "update longlin.roads set name = 'x' where id = (select min(id) from longlin.roads)"
        );
        await using var counters = database.Source.CreateCommand(
            "select coalesce(sum(case when xmin::text::bigint > $1 then 1 else 0 end), 0) from longlin.coverage"
        );
        await using var now = database.Source.CreateCommand("select pg_current_xact_id()::text::bigint");
        var from = (long)(await now.ExecuteScalarAsync(Token))!;
        var run = await RunAsync(database, memory);
        counters.Parameters.Add(new() { Value = from });
        Assert.Equal(0L, await counters.ExecuteScalarAsync(Token));
        Assert.NotNull(run.Version);
    }

    private static Task<CoverageRun> RunAsync(Database database, CoverageMemory? memory) =>
        CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token, memory);

    private static async Task ExecuteAsync(Database database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<List<string>> DumpAsync(Database database)
    {
        // Metres to the metre: a search that goes on from an earlier one may add the same lengths in another order.
        await using var command = database.Source.CreateCommand(
            """
            select concat_ws(' ', 'a', c.subject, c.subject_id, c.service, c.since, c.verdict, c.reason,
              c.near_road, c.blocking, c.evidence, c.conflict)
            from longlin.coverage c
            union all select concat_ws(' ', 's', hamlet_id, since) from longlin.hamlet_since
            order by 1
            """
        );
        List<string> rows = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
