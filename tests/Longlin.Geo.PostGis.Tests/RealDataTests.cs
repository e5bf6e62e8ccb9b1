using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Real public data, from the file to the verdict.</summary>
public class RealDataTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<IntakeResult> TakeAsync(
        Database database,
        string file,
        string layer,
        string? crs = null,
        Dictionary<string, string>? map = null,
        Dictionary<string, string>? set = null
    ) =>
        Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = file,
                Layer = TestCluster.Catalog[layer],
                Crs = crs,
                Map = map ?? [],
                Set = set ?? [],
            },
            new(),
            null,
            Token
        );

    // The road network of the county noded by PostGIS and searched by pgRouting: nothing of our own graph takes part.
    private const string Noded = """
        create temp table lines as
        select r.id, r.surface, r.accepted, r.roadbed_width_m, r.surface_width_m, (st_dump(r.geom)).geom as geom
          from longlin.roads r;
        create temp table ends as
        select row_number() over () as end_id, id, st_startpoint(geom) as p from lines union all
          select -row_number() over (), id, st_endpoint(geom) from lines;
        create temp table vertices as
        select st_clusterdbscan(st_transform(p, 25831), 0.5, 1) over () as v, end_id, p from ends;
        create temp table edges as
        select l.id, l.row_number as n, a.v as source, b.v as target, 1::float8 as cost, l.surface, l.accepted,
          l.roadbed_width_m, l.surface_width_m, l.geom
        from (select *, row_number() over () from lines) l
        join vertices a on a.end_id = l.row_number join vertices b on b.end_id = -l.row_number;
        """;

    [Theory]
    [InlineData("road", "surface in ('asphalt','concrete','bituminous','stone','brick')")]
    [InlineData(
        "access",
        "surface in ('asphalt','concrete','bituminous','stone','brick') or (surface = 'gravel' "
            + "and (accepted or (roadbed_width_m >= 4.5 and surface_width_m >= 3.5)))"
    )]
    public async Task Every_settlement_of_Andorra_agrees_with_pgRouting(string service, string usable)
    {
        var file = Ask.Need("osm/andorra-2013-05-28.osm.pbf");
        await using var database = await cluster.EmptyAsync();
        await TakeAsync(database, file, "roads");
        await TakeAsync(database, file, "areas", set: new() { ["level"] = "township" });
        await TakeAsync(database, file, "hamlets");
        await TakeAsync(database, file, "power");
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        await database.RunAsync("create extension if not exists pgrouting");
        var ours = await GapQuery.RunAsync(
            new WayStore(database, TestCluster.Standard, TimeProvider.System),
            "451031",
            new GapQuestion
            {
                Service = service,
                AsOf = new DateOnly(2030, 1, 1),
                Verdicts = [Verdict.Met, Verdict.NotMet, Verdict.Unknown],
                Limit = 10_000,
            },
            Token
        );
        Assert.InRange(ours.Items.Count, 50, 100);

        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await using (Npgsql.NpgsqlCommand node = new(Noded, connection) { CommandTimeout = 0 })
            await node.ExecuteNonQueryAsync(Token);
        Dictionary<string, string> theirs = [];
        await using (
            Npgsql.NpgsqlCommand judge = new(
                $"""
                with surely as (select * from edges where ({usable})), perhaps as (select * from edges
                  where ({usable}) is not false),
                sure_parts as (select node, component from pgr_connectedcomponents('select n as id, source, target,
                  cost, cost as reverse_cost from edges where ({usable.Replace(
                    "'",
                    "''",
                    StringComparison.Ordinal
                )})')),
                perhaps_parts as (select node, component from pgr_connectedcomponents('select n as id, source, target,
                  cost, cost as reverse_cost from edges where ({usable.Replace(
                    "'",
                    "''",
                    StringComparison.Ordinal
                )}) is not false')),
                seats as (select st_setsrid(st_makepoint(seat_lon, seat_lat), 4326)::geography as p from longlin.areas
                  where level = 'township'),
                sure_sources as (select distinct c.component from surely e join sure_parts c on c.node = e.source
                  join seats s on st_dwithin(st_setsrid(e.geom, 4326)::geography, s.p, 300)),
                perhaps_sources as (select distinct c.component from perhaps e join perhaps_parts c on c.node = e.source
                  join seats s on st_dwithin(st_setsrid(e.geom, 4326)::geography, s.p, 300))
                select h.code, case
                  when exists (select from surely e join sure_parts c on c.node = e.source
                    join sure_sources s using (component) where st_dwithin(st_setsrid(e.geom, 4326)::geography,
                    st_setsrid(h.geom, 4326)::geography, 300)) then 'Met'
                  when exists (select from perhaps e join perhaps_parts c on c.node = e.source
                    join perhaps_sources s using (component) where st_dwithin(st_setsrid(e.geom, 4326)::geography,
                    st_setsrid(h.geom, 4326)::geography, 300)) then 'Unknown'
                  else 'NotMet' end
                from longlin.hamlets h
                """,
                connection
            )
            {
                CommandTimeout = 0,
            }
        )
        await using (var reader = await judge.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
                theirs[reader.GetString(0)] = reader.GetString(1);
        }

        Assert.Equal(
            theirs.OrderBy(t => t.Key, StringComparer.Ordinal),
            ours.Items.Select(i => KeyValuePair.Create(i.Code, i.Verdict.ToString()))
                .OrderBy(t => t.Key, StringComparer.Ordinal)
        );
        if (service == "road")
            Assert.Equal(3, ours.Items.Select(i => i.Verdict).Distinct().Count());
    }

    // Lines as nodes of a graph: two are joined when an end of one lies within half a metre of the other, at its end or
    // inside it. Made by PostGIS, searched by pgRouting.
    private const string Touching = """
        create extension if not exists pgrouting;
        create temp table lines as
        select row_number() over () as n, r.id, ({0}) as usable, st_setsrid((st_dump(r.geom)).geom, 4326) as geom
          from longlin.roads r;
        create index on lines using gist (geom);
        create temp table pairs as
        select row_number() over () as id, a.n as source, b.n as target, a.usable as a_usable, b.usable as b_usable
        from (select n, usable, unnest(array[st_startpoint(geom), st_endpoint(geom)]) as p from lines) a
        join lines b on b.n <> a.n and b.geom && st_expand(a.p, 0.00002)
          and st_dwithin(a.p::geography, b.geom::geography, 0.5);
        create temp table sure_parts as select node, component
          from pgr_connectedcomponents('select id, source, target, 1::float8 as cost, 1::float8 as reverse_cost
          from pairs where a_usable and b_usable union all select -n, n, n, 1, 1 from lines where usable');
        create temp table perhaps_parts as select node, component
          from pgr_connectedcomponents('select id, source, target, 1::float8 as cost, 1::float8 as reverse_cost
          from pairs where a_usable is not false and b_usable is not false union all select -n, n, n, 1, 1 from lines
          where usable is not false');
        """;

    [Theory]
    [InlineData(
        "osm/qgis_training_swellendam.gpkg",
        "roads",
        "road",
        "surface in ('asphalt','concrete','bituminous','stone','brick')"
    )]
    [InlineData(
        "osm/qgis_training_swellendam.gpkg",
        "roads",
        "access",
        "surface in ('asphalt','concrete','bituminous','stone','brick') or (surface = 'gravel' "
            + "and (accepted or (roadbed_width_m >= 4.5 and surface_width_m >= 3.5)))"
    )]
    [InlineData(
        "osm/hampi_india_osm_streets.geojson",
        null,
        "road",
        "surface in ('asphalt','concrete','bituminous','stone','brick')"
    )]
    [InlineData(
        "osm/hampi_india_osm_streets.geojson",
        null,
        "access",
        "surface in ('asphalt','concrete','bituminous','stone','brick') or (surface = 'gravel' "
            + "and (accepted or (roadbed_width_m >= 4.5 and surface_width_m >= 3.5)))"
    )]
    public async Task Places_scattered_along_rural_roads_agree_with_pgRouting(
        string path,
        string? layer,
        string service,
        string usable
    )
    {
        await using var database = await cluster.EmptyAsync();
        var result = await Intake.RunAsync(
            database,
            new ImportOptions
            {
                File = Ask.Need(path),
                Layer = TestCluster.Catalog["roads"],
                SourceLayer = layer,
                Map = new Dictionary<string, string> { ["code"] = "osm_id", ["surface"] = "surface" },
            },
            new(),
            null,
            Token
        );
        Assert.True(
            result.Counts.Inserted > 150,
            $"{result.Counts.Inserted} in, {string.Join('\n', result.Rejections.Take(5))}"
        );
        // Nine digits in a road's code do not name a township.
        Assert.Equal(1, await database.ScalarAsync<long>("select count(distinct county_code) from longlin.roads"));
        // A seat at the middle of the longest hardened road, and a hamlet up to 500 m from every second road's middle.
        await database.RunAsync(
            """
            insert into longlin.areas (code, level, name, seat_lon, seat_lat)
            select '451031100', 'township', 'seat', st_x(p), st_y(p) from
              (select st_lineinterpolatepoint(st_geometryn(geom, 1), 0.5) as p from longlin.roads
              where surface in ('asphalt', 'concrete', 'stone') order by st_length(geom) desc limit 1) s;
            insert into longlin.hamlets (code, name, geom)
            select 'H' || id, 'H', st_translate(st_lineinterpolatepoint(st_geometryn(geom, 1), 0.5),
              (id * 37 % 11 - 5) * 0.001, (id * 53 % 11 - 5) * 0.001) from longlin.roads where id % 2 = 0
            """
        );
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        var ours = await GapQuery.RunAsync(
            new WayStore(database, TestCluster.Standard, TimeProvider.System),
            "451031",
            new GapQuestion
            {
                Service = service,
                AsOf = new DateOnly(2030, 1, 1),
                Verdicts = [Verdict.Met, Verdict.NotMet, Verdict.Unknown],
                Limit = 10_000,
            },
            Token
        );
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        await using (
            Npgsql.NpgsqlCommand join = new(Touching.Replace("{0}", usable, StringComparison.Ordinal), connection)
        )
            await join.ExecuteNonQueryAsync(Token);
        Dictionary<string, string> theirs = [];
        await using (
            Npgsql.NpgsqlCommand judge = new(
                """
                with seats as (select st_setsrid(st_makepoint(seat_lon, seat_lat), 4326)::geography as p
                  from longlin.areas where level = 'township'),
                sure_sources as (select distinct c.component from lines l join sure_parts c on c.node = l.n
                  join seats s on st_dwithin(l.geom::geography, s.p, 300) where l.usable),
                perhaps_sources as (select distinct c.component from lines l join perhaps_parts c on c.node = l.n
                  join seats s on st_dwithin(l.geom::geography, s.p, 300) where l.usable is not false)
                select h.code, case
                  when exists (select from lines l join sure_parts c on c.node = l.n
                    join sure_sources s using (component) where l.usable
                    and st_dwithin(l.geom::geography, st_setsrid(h.geom, 4326)::geography, 300)) then 'Met'
                  when exists (select from lines l join perhaps_parts c on c.node = l.n
                    join perhaps_sources s using (component) where l.usable is not false
                    and st_dwithin(l.geom::geography, st_setsrid(h.geom, 4326)::geography, 300)) then 'Unknown'
                  else 'NotMet' end
                from longlin.hamlets h
                """,
                connection
            )
        )
        await using (var reader = await judge.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
                theirs[reader.GetString(0)] = reader.GetString(1);
        }

        Assert.True(ours.Items.Count > 70);
        Assert.Equal(
            theirs.OrderBy(t => t.Key, StringComparer.Ordinal),
            ours.Items.Select(i => KeyValuePair.Create(i.Code, i.Verdict.ToString()))
                .OrderBy(t => t.Key, StringComparer.Ordinal)
        );
        Assert.True(theirs.Values.Distinct().Count() >= 2, string.Join(' ', theirs.Values.Distinct()));
    }

    [Fact]
    public async Task The_Chinese_GBK_shapefile_imports_as_areas_with_its_names()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(
            database,
            Ask.Need("gbk/chinese_encoding.shp"),
            "areas",
            "EPSG:4326",
            new() { ["code"] = "COUNTY_ID", ["name"] = "NAME99" },
            new() { ["level"] = "county" }
        );
        Assert.Equal(78, result.RowsRead);
        Assert.Equal(
            78 - result.RowsRejected,
            await database.ScalarAsync<long>("select count(*) from longlin.areas where name ~ '^[一-龥]+$'")
        );
        Assert.True(result.RowsRejected <= 2, string.Join('\n', result.Rejections));
    }

    [Fact]
    public async Task Settlements_without_households_are_unknown_for_any_threshold()
    {
        await using var database = await cluster.EmptyAsync();
        var result = await TakeAsync(database, Ask.Need("places/grid3_nord-kivu.geojson"), "hamlets");
        Assert.Equal((5617, 0), (result.Counts.Inserted + result.RowsRejected, result.RowsRejected));
        Assert.Equal(
            5617,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.hamlets where name is not null and name not like '%�%'"
            )
        );
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        var asked = await GapQuery.RunAsync(
            new WayStore(database, TestCluster.Standard, TimeProvider.System),
            "451031",
            new GapQuestion
            {
                Service = "road",
                MinHouseholds = 20,
                AsOf = new DateOnly(2030, 1, 1),
                Limit = 10_000,
            },
            Token
        );
        Assert.Equal(5617, asked.Totals.Hamlets);
        Assert.All(
            asked.Items,
            i => Assert.Equal((Verdict.Unknown, VerdictReason.HouseholdsMissing), (i.Verdict, i.Reason))
        );
        var all = await GapQuery.RunAsync(
            new WayStore(database, TestCluster.Standard, TimeProvider.System),
            "451031",
            new GapQuestion
            {
                Service = "road",
                AsOf = new DateOnly(2030, 1, 1),
                Limit = 10_000,
            },
            Token
        );
        Assert.All(all.Items, i => Assert.Equal((Verdict.Unknown, VerdictReason.NoData), (i.Verdict, i.Reason)));
    }
}
