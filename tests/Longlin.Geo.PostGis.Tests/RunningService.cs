using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The real pipeline on a real port over the small demonstration county.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly Func<Task<Database>> _openAsync;
    private readonly Standard _standard;
    private Database? _database;
    private WebApplication? _app;

    public RunningService(TestCluster cluster)
        : this(cluster.DemoAsync, TestCluster.Standard) { }

    private RunningService(Func<Task<Database>> openAsync, Standard standard) =>
        (_openAsync, _standard) = (openAsync, standard);

    /// <summary>A service over a database and a standard of the caller's own; it disposes of the database.</summary>
    internal static async Task<RunningService> StartAsync(Database database, Standard standard)
    {
        RunningService service = new(() => Task.FromResult(database), standard);
        await service.InitializeAsync();
        return service;
    }

    public HttpClient Client { get; private set; } = new();

    public Database Database => _database!;

    public WebApplication App => _app!;

    public IServiceProvider Services => _app!.Services;

    public string Url => _app!.Urls.First();

    /// <summary>The path of an admin link; it works once.</summary>
    /// <param name="rest">What follows: more parameters (<c>&amp;…</c>) or the view (<c>#…</c>).</param>
    public string Link(string rest = "") => new Uri(IssueLink()).PathAndQuery + rest;

    /// <summary>An admin link as <c>up</c> prints it.</summary>
    public string IssueLink() => Services.GetRequiredService<SignInCodes>().Issue().Link(Url);

    public async ValueTask InitializeAsync()
    {
        _database = await _openAsync();
        _app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "secret"),
            _database,
            _standard,
            ProjectRoot.Find()
        );
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Waits until the service has computed again every county that was edited.</summary>
    public async Task UntilComputedAsync()
    {
        var token = TestContext.Current.CancellationToken;
        while ((await StaleCounties.RunAsync(Database, _standard, token)).Count > 0)
            await Task.Delay(100, token);
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The features of all pages of a collection.</summary>
    public async Task<List<JsonElement>> FeaturesAsync(string path)
    {
        List<JsonElement> all = [];
        for (var next = path; next is not null; )
        {
            var page = await JsonAsync(next);
            all.AddRange(page.GetProperty("features").EnumerateArray());
            next = page.GetProperty("links")
                .EnumerateArray()
                .Where(l => l.GetProperty("rel").GetString() == "next")
                .Select(l => new Uri(l.GetProperty("href").GetString()!).PathAndQuery)
                .SingleOrDefault();
        }

        return all;
    }

    /// <summary>The rows of a statement on the service's own database.</summary>
    public async Task<List<T>> RowsAsync<T>(string sql, Func<Npgsql.NpgsqlDataReader, T> read)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await using var r = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<T> rows = [];
        while (await r.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(read(r));
        return rows;
    }

    /// <summary>Posts JSON, as the administrator where <paramref name="token"/> is set.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string body, bool token = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode,
            JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .RootElement
        );
    }
}
