using System.Net;
using Longlin.Geo.Planning;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Dead ends, bottlenecks, isolated segments and critical segments.</summary>
public sealed class NetworkFindingTests(TestCluster cluster, RunningService service) : IClassFixture<RunningService>
{
    private static readonly DateOnly Day = new(2019, 6, 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_ends_bottlenecks_and_critical_segments_are_lists_and_layers()
    {
        foreach (
            var (path, finding) in ((string, string)[])
                [
                    ("access/dead-ends", "dead_end"),
                    ("access/bottlenecks", "bottleneck"),
                    ("access/critical", "critical"),
                    ("power/critical", "critical"),
                    ("road/isolated", "isolated"),
                ]
        )
        {
            var answer = await service.JsonAsync($"/api/network/{path}?asOf=2019-06-30");
            Assert.NotEqual(0, answer.GetProperty("total").GetInt32());
            Assert.All(
                answer.GetProperty("items").EnumerateArray(),
                i => Assert.Equal(finding, i.GetProperty("finding").GetString())
            );
            var layer = await service.JsonAsync($"/api/network/{path}?asOf=2019-06-30&f=geojson");
            // A list ends at 1,000; a layer is a file and holds all.
            Assert.Equal(answer.GetProperty("total").GetInt32(), layer.GetProperty("features").GetArrayLength());
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/network/gas/critical", Token)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/network/power/bottlenecks", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Only_a_hardened_unconnected_segment_is_isolated()
    {
        await using var database = await cluster.DemoAsync();
        await database.RunAsync(
            """
            insert into longlin.roads (code, class, surface, status, opened_on, geom)
            select x.code, 'C', x.surface, 'open', date '2010-01-01', st_setsrid(st_makeline(st_makepoint(x.lon, x.lat),
              st_makepoint(x.lon + 0.001, x.lat + x.up)), 4490)
            from (values ('ISLAND', 'concrete', 104.001, 24.001, 0.001),
              ('EARTH', 'earth', 104.101, 24.001, 0.001)) as x(code, surface, lon, lat, up)
            union all
            select 'JOINED', 'C', 'concrete', 'open', date '2010-01-01', st_setsrid(st_makeline(st_makepoint(seat_lon,
              seat_lat), st_makepoint(seat_lon + 0.001, seat_lat)), 4490) from (select * from longlin.areas
              where level = 'township' and seat_lon is not null order by code limit 1) t
            """
        );
        var county = await StoredCounty.ReadAsync(database, Day);
        var road = TestCluster.Standard.Services.Single(s => s.Service == "road");
        var found = NetworkFindings.Isolated(road, county, Day, Token).Select(f => f.Code).ToHashSet();
        Assert.Contains("ISLAND", found);
        Assert.DoesNotContain("EARTH", found);
        Assert.DoesNotContain("JOINED", found);
        Assert.DoesNotContain(
            "ISLAND",
            NetworkFindings.Isolated(road, county, new DateOnly(2009, 12, 31), Token).Select(f => f.Code)
        );
        // A dead end says which way it heads: the island's eastern end to the north-east, its western one back.
        double[] headings =
        [
            .. NetworkFindings
                .DeadEnds(road, TestCluster.Standard, county, Day, Token)
                .Where(f => f.Code == "ISLAND")
                .Select(f => f.HeadingDegrees!.Value)
                .Order(),
        ];
        Assert.Equal(2, headings.Length);
        Assert.InRange(headings[0], 40, 45);
        Assert.InRange(headings[1], 220, 225);
    }

    [Fact]
    public async Task The_households_of_a_critical_road_are_those_that_lose_access_when_it_closes()
    {
        await using var database = await cluster.DemoAsync();
        var county = await StoredCounty.ReadAsync(database, Day);
        var access = TestCluster.Standard.Services.Single(s => s.Service == "access");
        foreach (var found in NetworkFindings.Critical(access, county, Day, Token).Where((_, i) => i % 80 == 0))
        {
            var lose = WhatIf
                .Compare(
                    TestCluster.Standard,
                    county,
                    [new("roads", found.Code, true, null, new Dictionary<string, object?>())],
                    Day,
                    Token
                )
                .Single(s => s.Service == "access")
                .Lose;
            // A road of several pieces loses more than one of them.
            Assert.True(
                lose.Count >= found.PlaceCount,
                $"{found.Code}: {lose.Count} lose, {found.PlaceCount} were found"
            );
        }
    }
}
