using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Which databases are migrated, adopted or refused, and what the role of the service may do. The ten migrations that
/// the baseline replaced are kept in <c>OldMigrations</c> to build the database that is adopted.
/// </summary>
public sealed class MigrationTests(TestCluster cluster)
{
    private const string Columns = """
        select string_agg(
          concat_ws(' ', table_name || '.' || column_name, data_type, domain_name, generation_expression), E'\n'
          order by table_name, ordinal_position)
        from information_schema.columns where table_schema = 'longlin' and table_name <> 'migrations'
        """;
    private const string Indexes = """
        select string_agg(indexdef, E'\n' order by indexname) from pg_indexes
        where schemaname = 'longlin' and tablename <> 'migrations'
        """;
    private const string Functions = """
        select string_agg(pg_get_functiondef(oid), E'\n' order by proname) from pg_proc
        where pronamespace = 'longlin'::regnamespace
        """;
    private const string Triggers = """
        select string_agg(pg_get_triggerdef(t.oid), E'\n' order by c.relname, t.tgname)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'longlin'::regnamespace
        """;
    private const string Applied = "select string_agg(scriptname, ' ' order by scriptname) from longlin.migrations";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_database_needs_only_the_baseline_and_what_came_after_it()
    {
        await using var database = await cluster.EmptyAsync();
        var names = (await database.ScalarAsync<string>(Applied)).Split(' ');
        Assert.Equal(
            4,
            names.Count(n => n.StartsWith(SchemaVersion.Prefix + "0001_baseline_", StringComparison.Ordinal))
        );
        Assert.Equal(
            [
                SchemaVersion.Prefix + "0002_coverage_lists.sql",
                SchemaVersion.Prefix + "0003_import_memory.sql",
                SchemaVersion.Prefix + "0004_ways.sql",
                SchemaVersion.Prefix + "0005_suspected_breaks.sql",
                SchemaVersion.Prefix + "0006_evidence_reasons.sql",
                SchemaVersion.Prefix + "0007_forecasts.sql",
            ],
            names[4..]
        );
    }

    [Fact]
    public async Task The_closed_sets_of_SQL_have_the_members_of_the_enums()
    {
        await using var database = await cluster.EmptyAsync();
        Assert.Equal(Numbers<Verdict>(), await MembersAsync(database, "verdicts"));
        Assert.Equal(
            Enum.GetValues<VerdictReason>().Select(r => r.Code()).Order(StringComparer.Ordinal),
            await MembersAsync(database, "reasons")
        );
        Assert.Equal(Numbers<EvidenceKind>(), await MembersAsync(database, "evidences"));
    }

    [Theory]
    [InlineData("verdict", "'{3}'")]
    [InlineData("reason", "'{served,because}'")]
    [InlineData("evidence", "'{-1}'")]
    public async Task A_word_outside_a_closed_set_is_refused(string column, string value)
    {
        await using var database = await cluster.EmptyAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            database.RunAsync($"insert into longlin.coverage (county_code, {column}) values ('451031', {value})")
        );
        Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
    }

    // What the check of a domain lists: every literal of it.
    private static async Task<IEnumerable<string>> MembersAsync(Database database, string domain) =>
        (
            await database.ScalarAsync<string>(
                $"""
                select string_agg(member, ' ' order by member collate "C")
                from pg_constraint c
                cross join regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''', 'g') literal (texts)
                cross join unnest(string_to_array(trim(literal.texts[1], '{"{}"}'), ',')) one (member)
                where c.contypid = 'longlin.{domain}'::regtype
                """
            )
        ).Split(' ');

    private static IEnumerable<string> Numbers<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(v => v.ToString("D")).Order(StringComparer.Ordinal);

    [Fact]
    public async Task A_database_at_the_last_old_migration_is_upgraded_to_the_baseline_and_keeps_its_rows()
    {
        await using var fresh = await cluster.EmptyAsync();
        var address = await OldAsync(10);
        // The layers as they were defined before hamlets had stored columns.
        var layers = TestCluster.Catalog.Layers.Select(l => l.Name == "hamlets" ? l with { Stored = [] } : l);
        await RunAsync(address, string.Concat(layers.Select(LayerTables.Define)));
        await RunAsync(address, "insert into longlin.hamlets (code, name) values ('451031102203004', '老屯')");
        // The codes of a piece were one text with tabs between them.
        await RunAsync(
            address,
            """
            insert into longlin.coverage values ('451031', 'hamlet', 1, 'road', '{-infinity,2015-01-01,2016-01-01}',
              '{2,0,0}', '{attribute_missing,upgrade_needed,bottleneck}', '{1,2,3}', '{0,0,0}', '{1,2,3}', '{t,t,t}',
              array['', E'R1\tR2', 'R3'], '{1,1,1}', '{f,f,f}')
            """
        );

        await using var adopted = await Database.OpenAsync(address, TestCluster.Catalog, Token);
        foreach (var question in (string[])[Columns, Indexes, Functions, Triggers, Applied])
            Assert.Equal(await fresh.ScalarAsync<string>(question), await adopted.ScalarAsync<string>(question));
        Assert.Equal(
            "老屯 451031102203 451031102",
            await adopted.ScalarAsync<string>(
                "select concat_ws(' ', name, in_village, in_township) from longlin.hamlets"
            )
        );
        Assert.Equal(1, await adopted.ScalarAsync<long>("select count(*) from longlin.history"));
        Assert.Equal(
            "{} {0,0,0} {2,0,0} {attribute_missing,nothing_served,bottleneck}",
            await adopted.ScalarAsync<string>(
                "select concat_ws(' ', blocking, blocking_end, verdict, reason) from longlin.coverage"
            )
        );
    }

    [Fact]
    public async Task An_older_database_is_refused_and_nothing_is_changed() =>
        await RefusedAsync(await OldAsync(7), "version 7");

    [Fact]
    public async Task A_newer_database_is_refused_and_nothing_is_changed()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_empty");
        await database.DisposeAsync();
        await RunAsync(
            address,
            """
            insert into longlin.migrations (scriptname, applied)
            values ('Longlin.Geo.Store.Migrations.0099_later.sql', now())
            """
        );
        await RefusedAsync(address, "newer version");
    }

    [Fact]
    public async Task An_unknown_schema_is_refused_and_nothing_is_changed()
    {
        var address = await cluster.CreateBareAsync();
        await RunAsync(address, "create schema longlin; create table longlin.cadastre (id int)");
        await RefusedAsync(address, "unknown");
    }

    [Fact]
    public async Task The_service_role_reads_gaps_and_writes_features_but_not_history_and_drops_nothing()
    {
        await using var database = await cluster.DemoAsync();
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await ExecuteAsync(connection, "set role longlin_service");

        await using (NpgsqlCommand gaps = new(SqlFile.Text("Coverage.Gaps.gaps"), connection))
        {
            GapQuery.Fill(
                gaps.Parameters,
                "451031",
                new()
                {
                    Service = "road",
                    Subject = "hamlet",
                    AsOf = new DateOnly(2020, 1, 1),
                    Verdicts = [Verdict.NotMet],
                },
                TestCluster.Standard.BuildWeight("road")
            );
            await using var reader = await gaps.ExecuteReaderAsync(Token);
            Assert.True(await reader.ReadAsync(Token));
            Assert.True(reader.GetInt64(4) > 0);
        }

        await ExecuteAsync(connection, "insert into longlin.hamlets (code, name) values ('ROLE-1', '新屯')");
        await ExecuteAsync(connection, "update longlin.hamlets set households = 9 where code = 'ROLE-1'");
        await ExecuteAsync(connection, "delete from longlin.hamlets where code = 'ROLE-1'");
        Assert.Equal(
            "insert update delete",
            await database.ScalarAsync<string>(
                "select string_agg(operation, ' ' order by id) from longlin.history where code = 'ROLE-1'"
            )
        );

        foreach (
            var refused in (string[])
                [
                    "drop table longlin.hamlets",
                    "truncate longlin.hamlets",
                    "insert into longlin.history (county_code, layer, feature_id, code, operation, actor) "
                        + "values ('451031', 'hamlets', 1, 'X', 'insert', 'nobody')",
                    "update longlin.history set actor = 'nobody'",
                    "delete from longlin.history",
                    "delete from longlin.migrations",
                    "create table longlin.mine (id int)",
                    "alter table longlin.hamlets add column mine int",
                ]
        )
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, refused));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        }

        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select count(*) from pg_class where relowner = 'longlin_service'::regrole"
            )
        );
    }

    // A database with the first of the old migrations.
    private async Task<string> OldAsync(int count)
    {
        var address = await cluster.CreateBareAsync();
        await RunAsync(
            address,
            """
            create extension postgis;
            create schema longlin;
            create table longlin.migrations (
              schemaversionsid serial primary key, scriptname varchar(255) not null, applied timestamp not null
            );
            """
        );
        var folder = Path.Combine(ProjectRoot.Find(), "tests", "Longlin.Geo.PostGis.Tests", "OldMigrations");
        foreach (var file in Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal).Take(count))
        {
            await RunAsync(address, await File.ReadAllTextAsync(file, Token));
            await RunAsync(
                address,
                $"""
                insert into longlin.migrations (scriptname, applied)
                values ('Longlin.Geo.Store.Migrations.{Path.GetFileName(file)}', now())
                """
            );
        }

        return address;
    }

    private static async Task RefusedAsync(string address, string reason)
    {
        const string everything = """
            select string_agg(what, ' ' order by what) from (
              select 'table ' || relname || relowner from pg_class where relnamespace = 'longlin'::regnamespace
              union all
              select 'function ' || proname || prosrc from pg_proc where pronamespace = 'longlin'::regnamespace
              union all
              select 'extension ' || extname from pg_extension
            ) e (what)
            """;
        var before = await ScalarAsync(address, everything);
        var error = await Assert.ThrowsAsync<DatabaseVersionException>(() =>
            Database.OpenAsync(address, TestCluster.Catalog, Token)
        );
        Assert.Contains(reason, error.Text.En, StringComparison.Ordinal);
        Assert.EndsWith("没有任何改动。", error.Text.Zh, StringComparison.Ordinal);
        Assert.Equal(before, await ScalarAsync(address, everything));
    }

    private static async Task RunAsync(string address, string sql)
    {
        await using NpgsqlConnection connection = new(address + ";Pooling=false");
        await connection.OpenAsync(Token);
        await ExecuteAsync(connection, sql);
    }

    private static async Task<object?> ScalarAsync(string address, string sql)
    {
        await using NpgsqlConnection connection = new(address + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
