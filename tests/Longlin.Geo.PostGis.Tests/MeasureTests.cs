using System.Globalization;
using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Tests that nothing may run beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>
/// What the service measures of itself. Measures of the framework are the process's: another service that stops
/// meanwhile would take them away.
/// </summary>
[Collection(Alone.Name)]
public sealed class MeasureTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_metrics_count_cached_and_generated_tiles()
    {
        var database = await service.Database.ScalarAsync<string>("select current_database()::text");
        var (hits, made) = await TilesAsync();
        for (var i = 0; i < 3; i++)
            await service.Client.GetByteArrayAsync("/tiles/areas/7/101/54.mvt", Token);
        var (hitsAfter, madeAfter) = await TilesAsync();
        Assert.Equal((2, 1), (hitsAfter - hits, madeAfter - made));
        Assert.Matches(
            """http_server_request_duration_seconds_count\{[^}]*http_route="/tiles/\{layers\}/\{z\}/\{x\}/\{y\}\.mvt""",
            await service.Client.GetStringAsync("/metrics", Token)
        );

        async Task<(int Hits, int Made)> TilesAsync()
        {
            var text = await service.Client.GetStringAsync("/metrics", Token);
            return (Number(text, "hits"), Number(text, "made"));
        }

        // Other services of this run count beside it, each under its database.
        int Number(string text, string name) =>
            int.Parse(
                Regex
                    .Match(
                        text,
                        $$"""^longlin_tiles_{{name}}_total\{[^}]*="{{database}}"[^}]*\} (\d+)""",
                        RegexOptions.Multiline
                    )
                    .Groups[1]
                    .Value,
                CultureInfo.InvariantCulture
            );
    }
}
