using System.Diagnostics.Metrics;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using OpenTelemetry.Metrics;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// What the service measures of itself; the one meter of its own, beside those of the framework and the database's
/// driver. Given at <c>/metrics</c> as Prometheus reads it.
/// </summary>
internal sealed class Telemetry
{
    private const string Name = "Longlin.Geo";
    private readonly Histogram<double> _coverage;

    public Telemetry(IMeterFactory meters, TileCache cache, Database database)
    {
        var meter = meters.Create(
            new MeterOptions(Name)
            {
                Tags =
                [
                    new(
                        "database",
                        new Npgsql.NpgsqlConnectionStringBuilder(database.Source.ConnectionString).Database
                    ),
                ],
            }
        );
        _coverage = meter.CreateHistogram<double>(
            "longlin.coverage.duration",
            "s",
            "How long the coverage of a county took: reading, thinking and writing."
        );
        meter.CreateObservableGauge("longlin.tiles.held", () => cache.Numbers.Tiles, "{tile}", "Tiles in memory.");
        meter.CreateObservableGauge(
            "longlin.tiles.held_size",
            () => cache.Numbers.Bytes,
            "By",
            "Their bytes in every encoding."
        );
        meter.CreateObservableCounter(
            "longlin.tiles.hits",
            () => cache.Numbers.Hits,
            "{tile}",
            "Tiles given from memory."
        );
        meter.CreateObservableCounter(
            "longlin.tiles.made",
            () => cache.Numbers.Made,
            "{tile}",
            "Tiles made by the database."
        );
    }

    /// <summary>A county was computed.</summary>
    public void Computed(TimeSpan elapsed) => _coverage.Record(elapsed.TotalSeconds);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Telemetry>();
        services
            .AddOpenTelemetry()
            .WithMetrics(m =>
                m.AddMeter(
                        Name,
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel",
                        "Npgsql",
                        "System.Runtime"
                    )
                    .AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 0)
            );
    }

    public static IEndpointConventionBuilder Map(WebApplication app)
    {
        // Instruments are seen from when they are made.
        app.Services.GetRequiredService<Telemetry>();
        return app.MapPrometheusScrapingEndpoint("/metrics")
            .WithTags("health")
            .WithSummary("运行指标", "Metrics for Prometheus");
    }
}
