namespace Longlin.Geo.PostGis.Tests;

public sealed class FreshnessTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task An_edit_by_psql_appears_in_the_answers_by_itself()
    {
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2019-12-31&verdict=not_met&limit=1"
            )
        )
            .GetProperty("items")[0]
            .GetProperty("code")
            .GetString();
        // A road right past the hamlet that is its own way out of the county.
        await service.Database.RunAsync(
            $"""
            insert into longlin.roads (code, class, surface, external_link, geom)
            select 'NEW', 'C', 'concrete', true, st_makeline(st_translate(geom, -0.001, 0),
              st_translate(geom, 0.001, 0)) from longlin.hamlets where code = '{gap}'
            """
        );
        for (var i = 0; i < 100; i++)
        {
            var verdict = (await service.JsonAsync($"/api/hamlets/{gap}/coverage?asOf=2019-12-31"))
                .GetProperty("services")[0]
                .GetProperty("verdict")
                .GetString();
            if (verdict == "met")
                return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The edit was not seen within twenty seconds.");
    }
}
