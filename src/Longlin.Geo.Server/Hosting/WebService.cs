using System.Globalization;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Features;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Api;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Server.Jobs;
using Longlin.Geo.Server.Ogc;
using Longlin.Geo.Server.Tiles;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Scalar.AspNetCore;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Puts the web service together: HTTP only, all thinking is the library's.</summary>
public static class WebService
{
    public static WebApplication Build(
        ServiceOptions options,
        Database database,
        Standard standard,
        string root,
        string? hostUrl = null,
        TimeProvider? time = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = root });
        Configure(builder, options, hostUrl);
        AddServices(builder.Services, options, database, standard, time ?? TimeProvider.System);
        var app = builder.Build();
        UsePipeline(app, root);
        MapRoutes(app);
        MapReferencePage(app);
        app.Services.GetRequiredService<PolicyCheck>().Routes = app;
        return app;
    }

    private static void Configure(WebApplicationBuilder builder, ServiceOptions options, string? hostUrl)
    {
        builder
            .Logging.ClearProviders()
            .AddSimpleConsole(c => c.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            // The framework writes a line for every request without a valid token.
            .AddFilter(typeof(TokenAuthentication).FullName, LogLevel.Warning)
            // Otherwise every request starts an activity for log scopes that are not used. The traceId of a problem is
            // made of the numbers of the connection and the request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c =>
            c.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = 1 << 20;
        });
        builder.WebHost.UseUrls(
            hostUrl
                ?? "http://"
                    + (
                        options.Listen.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                            ? $"[{options.Listen}]"
                            : options.Listen.ToString()
                    )
                    + $":{options.Port.ToString(CultureInfo.InvariantCulture)}"
        );
    }

    private static void AddServices(
        IServiceCollection services,
        ServiceOptions options,
        Database database,
        Standard standard,
        TimeProvider time
    )
    {
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddSingleton(standard);
        services.AddSingleton(database.Catalog);
        services.AddSingleton(time);
        services.AddSingleton(new TileQuery(database, TileStatement.Load(database.Catalog), options.Tiles));
        services.AddSingleton(s => new TileShares(database, s.GetRequiredService<TileQuery>().Statement));
        services.AddSingleton(new TileCache(options.TileCacheBytes));
        services.AddSingleton<TileFreshness>();
        services.AddSingleton(new FeatureCache(options.FeatureCacheBytes));
        services.AddHostedService<TileWatch>();
        services.AddSingleton<WayStore>();
        services.AddHostedService<CoverageRefresh>();
        Telemetry.Add(services);
        services.AddSingleton<JobBoard>();
        services.AddSingleton<CountyDataCache>();
        services.AddSingleton<TimelineTags>();
        services.AddSingleton<SitingCache>();
        services.AddHostedService(s => s.GetRequiredService<JobBoard>());
        EndpointText.AddDocument(services);
        AccessServices.Add(services);
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            // Tiles are compressed once, by their cache.
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/geo+json"];
        });
        // A page elsewhere must not reach a service on loopback by a name that points there.
        services.Configure<HostFilteringOptions>(o =>
            o.AllowedHosts = options.Loopback ? ["localhost", "127.0.0.1", "[::1]"] : ["*"]
        );
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            // A number is a number, in the answers and in their description.
            o.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        });
    }

    // The order matters: each step relies on what stands before it.
    private static void UsePipeline(WebApplication app, string root)
    {
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<TileShortcut>();
        app.UseMiddleware<SignIn>();
        // After the sign-in: HEAD, which programs send to preview a link, must not use up its code.
        app.Use(MethodAnswers.HeadAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<OriginCheck>();
        app.UseAuthorization();
        app.UseMiddleware<RequestText>();
        app.UseStatusCodePages();
        app.UseResponseCompression();
        var page = Path.Combine(root, "src", "Longlin.Geo.Server", "wwwroot");
        if (Directory.Exists(page))
        {
            app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = new PhysicalFileProvider(page) });
            ServeFolder(app, page, "", null);
        }

        app.Use(MethodAnswers.OptionsAsync);
        app.UseMiddleware<RequestCheck>();
        // Archives that `tiles export` wrote: the map can run from one of them.
        var archives = Path.Combine(root, "tiles", "out");
        if (Directory.Exists(archives))
            ServeFolder(
                app,
                archives,
                "/archive",
                new Dictionary<string, string> { [".pmtiles"] = "application/vnd.pmtiles" }
            );
    }

    private static void ServeFolder(
        WebApplication app,
        string folder,
        string address,
        Dictionary<string, string>? contentTypes
    )
    {
        StaticFileOptions files = new()
        {
            FileProvider = new PhysicalFileProvider(folder),
            RequestPath = address,
            OnPrepareResponse = c => c.Context.Response.Headers.CacheControl = "no-cache",
        };
        if (contentTypes is not null)
            files.ContentTypeProvider = new FileExtensionContentTypeProvider(contentTypes);
        app.UseStaticFiles(files);
    }

    private static void MapRoutes(WebApplication app)
    {
        var read = app.MapGroup("").RequireAuthorization(AccessPolicy.Read);
        var ask = app.MapGroup("").RequireAuthorization(AccessPolicy.Ask);
        var compute = app.MapGroup("").RequireAuthorization(AccessPolicy.Compute);
        var write = app.MapGroup("").RequireAuthorization(AccessPolicy.WriteLayer);
        SignIn.Map(app);
        app.MapHealth();
        Telemetry.Map(app).RequireAuthorization(AccessPolicy.Read);
        read.MapCoverage();
        ask.MapWhatIf();
        app.MapSiting();
        read.MapNetwork();
        read.MapPaths();
        read.MapFixes();
        app.MapBreakDecisions();
        app.MapWorks();
        read.MapUtilities();
        read.MapRelocation();
        compute.MapAssignment();
        read.MapTiles();
        read.MapOgc();
        read.MapOgcItems();
        write.MapOgcWrites();
        read.MapOgcTiles();
        app.MapImports();
        app.MapJobs();
        read.MapChanges();
        read.MapCaller();
        read.MapDocument();
    }

    private static void MapReferencePage(WebApplication app)
    {
        var docs = app.MapGroup("").RequireAuthorization(AccessPolicy.Read);
        // The package opens its scripts to everybody; they follow the page that they belong to.
        ((IEndpointConventionBuilder)docs).Finally(b =>
        {
            foreach (var open in b.Metadata.OfType<IAllowAnonymous>().ToList())
                b.Metadata.Remove(open);
        });
        docs.MapScalarApiReference(
            "/docs",
            o =>
                o.WithTitle("Longlin Geo")
                    .WithOpenApiRoutePattern("/openapi.json")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
                    .HideClientButton()
        );
    }
}
