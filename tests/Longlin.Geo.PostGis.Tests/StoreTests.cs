using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

public sealed class StoreTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-store-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private async Task<IntakeResult> TakeAsync(
        Database database,
        string text,
        IntakeOptions? options = null,
        string layer = "hamlets",
        string name = "a.csv"
    )
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, text, Token);
        return await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog[layer],
                Crs = "EPSG:4490",
                Confirmed = options?.Mode == WriteMode.Replace,
            },
            options ?? new(),
            null,
            Token
        );
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_empty");
        await using (database)
        {
            var before = await database.ScalarAsync<long>("select count(*) from longlin.migrations");
            await Task.WhenAll(
                Database.MigrateAsync(address, TestCluster.Catalog, Token),
                Database.MigrateAsync(address, TestCluster.Catalog, Token)
            );
            Assert.Equal(before, await database.ScalarAsync<long>("select count(*) from longlin.migrations"));
        }
    }

    [Fact]
    public async Task Every_layer_has_a_table_with_its_columns_in_4490_and_a_generated_3857_column()
    {
        await using var database = await cluster.EmptyAsync();
        foreach (var layer in TestCluster.Catalog.Layers)
        {
            var columns = await database.ScalarAsync<string[]>(
                "select array_agg(column_name::text) from information_schema.columns "
                    + $"where table_schema = 'longlin' and table_name = '{layer.Name}'"
            );
            Assert.Empty(
                layer.AllColumns.Select(c => c.Name).Concat(["id", "updated_at", "county_code"]).Except(columns)
            );
            Assert.Equal(
                "county_code",
                await database.ScalarAsync<string>(
                    "select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid "
                        + $"and a.attnum = i.indkey[0] where i.indrelid = 'longlin.{layer.Name}'::regclass "
                        + "and i.indisprimary"
                )
            );
            if (layer.Geometry == GeometryKind.None)
                continue;
            Assert.Equal(
                string.Join(
                    ' ',
                    [
                        "4490",
                        .. Enumerable.Repeat(
                            "3857",
                            1 + layer.Stored.Count(s => s.Type.StartsWith("geometry", StringComparison.Ordinal))
                        ),
                    ]
                ),
                await database.ScalarAsync<string>(
                    "select string_agg(srid::text, ' ' order by f_geometry_column) from geometry_columns "
                        + $"where f_table_schema = 'longlin' and f_table_name = '{layer.Name}'"
                )
            );
        }
    }

    [Fact]
    public async Task Each_road_has_a_simplified_shape_that_follows_edits_and_is_not_in_the_history()
    {
        await using var database = await cluster.EmptyAsync();
        // A bend of 8 m is nothing from afar, one of 50 m is.
        await database.RunAsync(
            "insert into longlin.roads (code, class, geom) values ('R', 'Y', 'srid=4490;linestring(105 24.7, "
                + "105.01 24.70007, 105.02 24.7)')"
        );
        Assert.Equal("3 2", await PointsAsync());
        await database.RunAsync(
            "update longlin.roads set geom = 'srid=4490;linestring(105 24.7, 105.01 24.7005, 105.02 24.7)'"
        );
        Assert.Equal("3 3", await PointsAsync());
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.history where before ?| array['geom_3857', 'geom_3857_far'] or "
                    + "after ?| array['geom_3857', 'geom_3857_far']"
            )
        );
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from longlin.history where after ? 'geom'"));
        // A village road is on no far tile.
        await database.RunAsync("update longlin.roads set class = 'C'");
        Assert.True(await database.ScalarAsync<bool>("select geom_3857_far is null from longlin.roads"));

        Task<string> PointsAsync() =>
            database.ScalarAsync<string>(
                "select st_npoints(geom_3857) || ' ' || st_npoints(geom_3857_far) from longlin.roads"
            );
    }

    [Fact]
    public async Task The_point_of_a_seat_follows_its_coordinates_and_is_null_at_a_pole()
    {
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(
            "insert into longlin.areas (code, level, seat_lon, seat_lat) "
                + "values ('451031', 'county', 105.34, 24.77), ('451031100', 'township', 105.34, 90), "
                + "('451031101', 'township', null, null)"
        );
        Assert.Equal(
            "11726395 2847521 - -",
            await database.ScalarAsync<string>(
                "select string_agg(coalesce(round(st_x(seat_3857)) || ' ' || round(st_y(seat_3857)), '-'), "
                    + "' ' order by code) from longlin.areas"
            )
        );
        await database.RunAsync("update longlin.areas set seat_lon = 105.35 where level = 'county'");
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.history where before ? 'seat_3857' or after ? 'seat_3857'"
            )
        );
    }

    [Fact]
    public async Task Importing_the_same_file_twice_changes_nothing()
    {
        await using var database = await cluster.EmptyAsync();
        const string text = "code,name,lon,lat,户数\nA,上寨,105,24.7,20\nB,下寨,105.1,24.7,30\n";
        Assert.Equal((2, 0), ((int)(await TakeAsync(database, text)).Counts.Inserted, 0));
        var state = await database.ScalarAsync<string>(
            "select md5(string_agg(h::text, '|' order by id)) from longlin.hamlets h"
        );
        var again = await TakeAsync(database, text);
        Assert.False(again.Changed);
        Assert.Null(again.ImportId);
        Assert.Equal(2, again.Counts.Unchanged);
        Assert.Equal(
            state,
            await database.ScalarAsync<string>(
                "select md5(string_agg(h::text, '|' order by id)) from longlin.hamlets h"
            )
        );
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from longlin.imports"));
    }

    [Fact]
    public async Task Good_rows_are_stored_with_their_import_and_rejected_rows_are_listed()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(database, "code,lon,lat,户数\nA,105,24.7,20\nB,105,24.7,约三十\n");
        Assert.Equal((1, 1), (result.Counts.Inserted, result.RowsRejected));
        Assert.Equal(
            "{1,1,1}",
            await database.ScalarAsync<string>(
                "select array[rows_inserted, rows_rejected, jsonb_array_length(rejects)]::text from longlin.imports"
            )
        );
        Assert.Equal(result.ImportId, await database.ScalarAsync<long>("select import_id from longlin.hamlets"));
    }

    [Theory]
    [InlineData("code,lon,lat,户数\nA,105,24.7,-1\nB,105,24.7,20\n", true)]
    [InlineData("code,lon,lat,户数\nA,24.7,105,1\nB,24.7,105,20\n", false)]
    public async Task A_refused_file_leaves_the_database_as_it_was(string text, bool strict)
    {
        await using var database = await cluster.EmptyAsync();
        await Assert.ThrowsAsync<ImportException>(() => TakeAsync(database, text, new IntakeOptions(Strict: strict)));
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select (select count(*) from longlin.hamlets) + (select count(*) "
                    + "from longlin.imports) + (select count(*) from longlin.outbox) + (select count(*) "
                    + "from longlin.history)"
            )
        );
    }

    [Theory]
    [InlineData("missing.csv", null, "hamlets", "EPSG:4490", "no such file")]
    [InlineData("a.docx", "x", "hamlets", "EPSG:4490", ".geojson")]
    [InlineData("a.csv", "code,lon,lat\nA,105,24.7\n", "hamlets", null, "--crs")]
    [InlineData("a.csv", "code,lon,lat\nA,24.7,105\n", "hamlets", "EPSG:4490", "--crs")]
    [InlineData("a.csv", "code,lon,lat,户数\nA,105,24.7,-3\n", "hamlets", "EPSG:4490", "households")]
    [InlineData("a.csv", "code,lon,lat,户数\nA,105,24.7,约三十\n", "hamlets", "EPSG:4490", "约三十")]
    [InlineData("a.csv", "code,lon,lat\nA,105,24.7\nA,105.1,24.7\n", "hamlets", "EPSG:4490", "row 2, code")]
    [InlineData(
        "a.csv",
        "code,surface,wkt\nA,玻璃,\"LINESTRING(105 24.7,105.1 24.7)\"\n",
        "roads",
        "EPSG:4490",
        "surface"
    )]
    [InlineData(
        "a.csv",
        "code,kind,wkt\nA,hazard,\"POLYGON((105 24,106 25,106 24,105 25,105 24))\"\n",
        "zones",
        "EPSG:4490",
        "geometry"
    )]
    [InlineData("a.geojson", "{\"type\":\"Feature", "hamlets", null, "JSON")]
    public async Task Bad_input_is_reported_clearly_and_changes_nothing(
        string name,
        string? text,
        string layer,
        string? crs,
        string said
    )
    {
        await using var database = await cluster.EmptyAsync();
        var file = Path.Combine(_folder, name);
        if (text is not null)
            await File.WriteAllTextAsync(file, text, Token);
        var refused = await Assert.ThrowsAsync<ImportException>(() =>
            Intake.RunAsync(
                database,
                new ImportOptions
                {
                    File = file,
                    Layer = TestCluster.Catalog[layer],
                    Crs = crs,
                },
                new(Strict: true),
                null,
                Token
            )
        );
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                $"select (select count(*) from longlin.{layer}) + (select count(*) "
                    + "from longlin.imports) + (select count(*) from longlin.outbox) + (select count(*) "
                    + "from longlin.history)"
            )
        );
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        await using var database = await cluster.EmptyAsync();
        Assert.Equal(
            1,
            (await TakeAsync(database, "code,lon,lat\nA,105,24.7\n", new IntakeOptions(DryRun: true))).Counts.Inserted
        );
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select (select count(*) from longlin.hamlets) + (select count(*) from longlin.imports)"
            )
        );
    }

    [Fact]
    public async Task Append_refuses_a_known_code_and_replace_deletes_rows_missing_from_the_file()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, "code,lon,lat\nA,105,24.7\nB,105,24.8\n");
        Assert.Contains(
            "upsert",
            (
                await Assert.ThrowsAsync<ImportException>(() =>
                    TakeAsync(database, "code,lon,lat\nA,105,24.7\n", new IntakeOptions(WriteMode.Append))
                )
            ).Message,
            StringComparison.Ordinal
        );
        var replaced = await TakeAsync(
            database,
            "code,lon,lat\nB,105,24.8\nC,105,24.9\n",
            new IntakeOptions(WriteMode.Replace)
        );
        Assert.Equal(new MergeCounts(1, 0, 1, 1), replaced.Counts);
        Assert.Equal(
            "B C",
            await database.ScalarAsync<string>("select string_agg(code, ' ' order by code) from longlin.hamlets")
        );
    }

    [Fact]
    public async Task An_import_cancelled_halfway_leaves_no_rows()
    {
        await using var database = await cluster.EmptyAsync();
        using CancellationTokenSource stop = new();
        var file = Path.Combine(_folder, "many.csv");
        await File.WriteAllLinesAsync(
            file,
            ["code,lon,lat", .. Enumerable.Range(0, 20_000).Select(i => $"N{i},105,24.7")],
            Token
        );
        ImportOptions import = new()
        {
            File = file,
            Layer = TestCluster.Catalog["hamlets"],
            Crs = "EPSG:4490",
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Intake.RunAsync(database, import, new(), new StopAt(5000, stop), stop.Token)
        );
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from longlin.hamlets"));
    }

    [Fact]
    public async Task Every_change_including_those_by_psql_is_recorded_with_user_time_old_and_new_values()
    {
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, "code,lon,lat,户数\nA,105,24.7,20\n");
        // The row carries its import's id.
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from longlin.history"));
        await database.RunAsync("update longlin.hamlets set households = 25 where code = 'A'");
        await database.RunAsync(
            "insert into longlin.hamlets (code, name, geom) values ('B', '新寨', st_setsrid(st_makepoint(105, "
                + "24.8), 4490))"
        );
        await database.RunAsync("delete from longlin.hamlets where code = 'A'");
        Assert.Equal(
            "update 20 25|insert  |delete 25 ",
            await database.ScalarAsync<string>(
                "select string_agg(operation || ' ' || coalesce(before->>'households', '') || ' ' || "
                    + "coalesce(after->>'households', ''), '|' order by id) from longlin.history"
            )
        );
        Assert.Equal("longlin_owner", await database.ScalarAsync<string>("select distinct actor from longlin.history"));
        Assert.Equal(
            4,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.outbox where layer = 'hamlets' and box is not null"
            )
        );
    }

    private sealed class StopAt(long row, CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Rows >= row)
                stop.Cancel();
        }
    }
}
