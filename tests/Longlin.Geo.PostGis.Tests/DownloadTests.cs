using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Crs;
using Longlin.Geo.Demo;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// A running service over the whole demonstration county of 2,600 hamlets: the small county hides what only goes wrong
/// in long lists.
/// </summary>
public sealed class FullCounty(TestCluster cluster) : IAsyncLifetime
{
    private WebApplication? _app;
    private Database? _database;

    public HttpClient Client { get; private set; } = new();

    public Database Database => _database!;

    public string Url => _app!.Urls.First();

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        (_database, Address) = await cluster.CopyWithAddressAsync("template_empty");
        var figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
        await DemoIntake.RunAsync(_database, figures, figures.DefaultHamlets, 1, CancellationToken.None);
        // Places left behind, for the list of red lines.
        await _database.RunAsync("update longlin.hamlets set closed_on = '2019-06-01' where id % 200 = 0");
        await CoverageComputation.RunAsync(
            _database,
            TestCluster.Standard,
            figures.County.Code,
            TimeProvider.System,
            CancellationToken.None
        );
        _app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "secret"),
            _database,
            TestCluster.Standard,
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
}

/// <summary>Every list that can be downloaded: valid, and complete where no limit is given.</summary>
public sealed class DownloadTests(FullCounty county) : IClassFixture<FullCounty>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-downloads-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("/api/coverage/gaps?service=road&asOf=2016-12-31", 1000)]
    [InlineData("/api/coverage/gaps?rule=ROAD-H50-HARD&asOf=2016-12-31&verdict=met,not_met,unknown", 300)]
    [InlineData("/api/relocation/candidates?asOf=2016-12-31&all=true", 2000)]
    [InlineData("/api/relocation/red-lines?asOf=2019-12-31", 5)]
    public async Task A_list_of_the_full_county_is_valid_and_complete_in_every_format(string address, int atLeast)
    {
        // The JSON answer comes in pages, the downloads are whole.
        var whole = address.Contains("red-lines", StringComparison.Ordinal) ? address : $"{address}&limit=10000";
        var listed = Count(await county.Client.GetByteArrayAsync(whole, Token), "json");
        Assert.InRange(listed, atLeast, 9_999);
        foreach (var format in (string[])["geojson", "csv", "xlsx"])
        {
            var file = await county.Client.GetByteArrayAsync($"{address}&f={format}", Token);
            Assert.Equal((format, listed), (format, Count(file, format)));
        }
    }

    [Theory]
    [InlineData("/api/coverage/gaps?service=road&asOf=2016-12-31")]
    [InlineData("/api/relocation/candidates?asOf=2016-12-31&all=true")]
    [InlineData("/ogc/collections/gaps/items?service=road&datetime=2016-12-31")]
    [InlineData("/ogc/collections/roads/items?properties=code")]
    public async Task A_download_respects_the_limit(string address) =>
        Assert.Equal(7, Count(await county.Client.GetByteArrayAsync($"{address}&limit=7&f=csv", Token), "csv"));

    [Fact]
    public async Task Findings_about_the_network_are_complete_as_a_layer()
    {
        foreach (var finding in (string[])["dead-ends", "bottlenecks", "critical", "breaks", "isolated"])
        {
            var address = $"/api/network/road/{finding}?asOf=2016-12-31";
            using var list = JsonDocument.Parse(await county.Client.GetByteArrayAsync(address, Token));
            Assert.Equal(
                (finding, list.RootElement.GetProperty("total").GetInt32()),
                (finding, Count(await county.Client.GetByteArrayAsync($"{address}&f=geojson", Token), "geojson"))
            );
        }
    }

    [Fact]
    public async Task Every_collection_is_complete_as_CSV_and_as_paged_GeoJSON()
    {
        foreach (var layer in TestCluster.Catalog.Layers)
        {
            var rows = await county.Database.ScalarAsync<long>($"select count(*) from longlin.{layer.Name}");
            var address = $"/ogc/collections/{layer.Name}/items";
            Assert.Equal(
                (layer.Name, rows),
                (layer.Name, Count(await county.Client.GetByteArrayAsync($"{address}?f=csv", Token), "csv"))
            );
            Assert.Equal((layer.Name, rows), (layer.Name, await WalkAsync($"{address}?limit=5000")));
        }

        const string Gaps = "/ogc/collections/gaps/items?service=road&datetime=2016-12-31";
        Assert.Equal(
            await WalkAsync($"{Gaps}&limit=500"),
            Count(await county.Client.GetByteArrayAsync($"{Gaps}&f=csv", Token), "csv")
        );
    }

    [Fact]
    public async Task Every_layer_is_exported_complete_in_every_format()
    {
        var crs = CrsTable.Find("EPSG:4490", out _)!;
        foreach (var layer in TestCluster.Catalog.Layers)
        {
            var rows = await county.Database.ScalarAsync<long>($"select count(*) from longlin.{layer.Name}");
            foreach (var format in LayerExport.Formats)
            {
                // A shapefile is refused without geometry, and where a text is longer than its 254 bytes.
                if (format == "shp" && (layer.Geometry == GeometryKind.None || layer.Name == "works"))
                    continue;
                var files = await LayerExport.WriteAsync(
                    Path.Combine(_folder, $"{layer.Name}.{format}"),
                    format,
                    county.Database,
                    layer,
                    null,
                    crs,
                    CountyState.SyntheticNote,
                    "zh",
                    Token
                );
                // A shapefile holds no row without geometry.
                var expected =
                    format == "shp"
                        ? await county.Database.ScalarAsync<long>($"select count(geom) from longlin.{layer.Name}")
                        : rows;
                Assert.Equal(
                    (layer.Name, format, expected),
                    (layer.Name, format, files.Sum(f => (long)Count(f, layer.Name)))
                );
            }
        }
    }

    /// <summary>GDAL types a column by the first features of a collection; QGIS reads it the same way.</summary>
    [Fact]
    public async Task GDAL_reads_the_numbers_of_every_collection_as_they_are_stored()
    {
        foreach (var layer in TestCluster.Catalog.Layers)
        {
            var numbers = layer
                .AllColumns.Where(c => c.Type is ColumnType.Integer or ColumnType.Number or ColumnType.Money)
                .Select(c => c.Name)
                .ToList();
            if (numbers.Count == 0)
                continue;
            var file = Path.Combine(_folder, $"gdal-{layer.Name}.gpkg");
            Gdal.Run(
                "ogr2ogr",
                "-f",
                "GPKG",
                file,
                $"OAPIF:{county.Url}/ogc/",
                layer.Name,
                "-nln",
                "read",
                "-oo",
                "PAGE_SIZE=5000"
            );
            foreach (var column in numbers)
            {
                var stored = await county.Database.ScalarAsync<double>(
                    $"select coalesce(sum({column})::float8, 0) from longlin.{layer.Name}"
                );
                var read = Sum(file, "read", column);
                Assert.True(
                    Math.Abs(stored - read) <= 1e-9 * Math.Abs(stored),
                    $"{layer.Name}.{column}: GDAL {read}, SQL {stored}"
                );
            }
        }
    }

    [Theory]
    [InlineData("/api/coverage/gaps?service=road&asOf=2016-12-31", "distanceM metresToUpgrade metresToBuild costYuan")]
    [InlineData("/api/relocation/candidates?asOf=2016-12-31&all=true", "servingYuan servingYuanPerHousehold")]
    public async Task GDAL_reads_the_same_numbers_from_a_download_as_the_API_returns(string address, string columns)
    {
        var file = Path.Combine(_folder, "list.geojson");
        await File.WriteAllBytesAsync(
            file,
            await county.Client.GetByteArrayAsync($"{address}&f=geojson", Token),
            Token
        );
        Gdal.Run("ogr2ogr", "-f", "GPKG", Path.Combine(_folder, "list.gpkg"), file, "-nln", "read");
        using var answer = JsonDocument.Parse(await county.Client.GetByteArrayAsync($"{address}&limit=10000", Token));
        foreach (var column in columns.Split(' '))
        {
            var listed = answer
                .RootElement.GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty(column))
                .Where(v => v.ValueKind == JsonValueKind.Number)
                .Sum(v => v.GetDouble());
            Assert.Equal(listed, Sum(Path.Combine(_folder, "list.gpkg"), "read", column), 1e-6 * listed);
        }
    }

    private static double Sum(string file, string table, string column)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select coalesce(sum(\"{column}\"), 0.0) from \"{table}\"";
        return Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private async Task<long> WalkAsync(string address)
    {
        long walked = 0;
        for (var next = address; next is not null; )
        {
            using var page = JsonDocument.Parse(await county.Client.GetByteArrayAsync(next, Token));
            walked += page.RootElement.GetProperty("features").GetArrayLength();
            next = page
                .RootElement.GetProperty("links")
                .EnumerateArray()
                .Where(l => l.GetProperty("rel").GetString() == "next")
                .Select(l => l.GetProperty("href").GetString())
                .SingleOrDefault();
        }

        return walked;
    }

    private static int Count(string file, string layer)
    {
        switch (Path.GetExtension(file))
        {
            case ".gpkg":
                using (SqliteConnection connection = new($"Data Source={file};Pooling=false"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = $"select count(*) from \"{layer}\"";
                    return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
                }

            case ".shp":
                // The header of the table beside it tells the number of records (dBASE III, bytes 4 to 7).
                return BitConverter.ToInt32(File.ReadAllBytes(Path.ChangeExtension(file, ".dbf")), 4);
            default:
                return Count(File.ReadAllBytes(file), Path.GetExtension(file)[1..]);
        }
    }

    private static int Count(byte[] file, string format)
    {
        switch (format)
        {
            case "json" or "geojson":
                using (var document = JsonDocument.Parse(file))
                    return document.RootElement.GetProperty(format == "json" ? "items" : "features").GetArrayLength();
            case "csv":
                using (
                    CsvReader csv = new(new StringReader(Encoding.UTF8.GetString(file)), CultureInfo.InvariantCulture)
                )
                    return csv.GetRecords<dynamic>().Count();
            default:
                using (MemoryStream workbook = new(file))
                    return MiniExcel.Query(workbook, useHeaderRow: true).Count();
        }
    }
}
