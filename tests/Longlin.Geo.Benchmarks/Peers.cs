using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// Servers to stand beside, each a process of the benchmark's own on loopback with its own folder: nginx, which gives a
/// file as it lies there, and MapServer behind it (FastCGI, OGC API – Features,
/// the county's own tables). No service of the system is touched; what is not installed is named and left out.
/// </summary>
internal sealed class Peers : IAsyncDisposable
{
    private const string MapServerProgram = "/usr/lib/cgi-bin/mapserv";
    private readonly string _folder;
    private readonly Process _nginx;
    private readonly Process? _mapServer;

    private Peers(string folder, string url, Process nginx, Process? mapServer) =>
        (_folder, Url, _nginx, _mapServer) = (folder, url, nginx, mapServer);

    /// <summary>Where nginx listens.</summary>
    public string Url { get; }

    /// <summary>Whether MapServer answers under <c>/COUNTY/ogcapi</c>.</summary>
    public bool MapServer => _mapServer is not null;

    /// <summary>Starts what is installed; null where nginx is not.</summary>
    public static async Task<Peers?> OpenAsync(string address, LayerDescription layer)
    {
        if (Find("nginx") is not { } nginx)
        {
            Console.WriteLine("nginx: not installed, nothing to compare with (Debian: nginx-light)");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("longlin-peers-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        Process? mapServer = null;
        if (File.Exists(MapServerProgram) && Find("spawn-fcgi") is { } spawn)
            mapServer = await MapServerAsync(spawn, folder, address, layer);
        else
            Console.WriteLine("MapServer: not installed, nothing to compare with (Debian: cgi-mapserver spawn-fcgi)");
        var port = FreePort();
        var config = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(config, NginxConfig(folder, port));
        var process = Start(nginx, ["-c", config, "-p", folder, "-e", Path.Combine(folder, "errors")]);
        Peers peers = new(
            folder,
            $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            process,
            mapServer
        );
        using HttpClient client = new();
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(peers.Url));
                return peers;
            }
            catch (HttpRequestException) when (tries < 100 && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Puts a file there for nginx to give, packed already.</summary>
    /// <returns>Its address and ETag.</returns>
    public async Task<(string Url, string Tag)> PutAsync(string name, byte[] gzip)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "files", name), gzip);
        var url = $"{Url}/files/{name}";
        using HttpClient client = new();
        using var answer = await client.GetAsync(new Uri(url));
        var given = await answer.Content.ReadAsByteArrayAsync();
        if (!given.AsSpan().SequenceEqual(gzip))
            throw new InvalidOperationException($"nginx gives other bytes: {answer.StatusCode}");
        return (url, answer.Headers.ETag!.ToString());
    }

    /// <summary>Processor time that nginx has used so far.</summary>
    public TimeSpan Cpu()
    {
        var workers = File.ReadAllText($"/proc/{_nginx.Id}/task/{_nginx.Id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return workers.Aggregate(
            TimeSpan.Zero,
            (sum, id) =>
            {
                using var worker = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                return sum + worker.TotalProcessorTime;
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (Process?[])[_nginx, _mapServer])
        {
            if (process is null)
                continue;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, true);
    }

    private static async Task<Process> MapServerAsync(
        string spawn,
        string folder,
        string address,
        LayerDescription layer
    )
    {
        NpgsqlConnectionStringBuilder to = new(address);
        var map = Path.Combine(folder, "county.map");
        string[] columns = ["id", .. layer.AllColumns.Select(c => c.Name)];
        // Connections stay open and pages ask for no count that ours does not give: its best foot forward.
        await File.WriteAllTextAsync(
            map,
            $"""
            MAP
              NAME "county"
              EXTENT 104 24 106 26
              SIZE 256 256
              UNITS DD
              PROJECTION "init=epsg:4326" END
              WEB METADATA "ows_title" "county" "ows_onlineresource" "http://127.0.0.1/COUNTY" "oga_onlineresource"
                "http://127.0.0.1/COUNTY/ogcapi" "ows_enable_request" "*" "oga_enable_request" "*" "oga_max_limit"
                "10000" END END
              LAYER
                NAME "{layer.Name}"
                TYPE LINE
                STATUS ON
                TEMPLATE "none"
                EXTENT 104 24 106 26
                CONNECTIONTYPE POSTGIS
                CONNECTION "host='{to.Host}' port={to.Port} user='{to.Username}' password='{to.Password}' dbname='{to.Database}'"
                DATA "geom from (select {string.Join(
                ", ",
                columns
            )}, geom from longlin.{layer.Name}) as f using unique id using srid=4490"
                PROCESSING "CLOSE_CONNECTION=DEFER"
                PROJECTION "init=epsg:4326" END
                METADATA "ows_title" "{layer.Name}" "oga_title" "{layer.Name}" "gml_featureid" "id" "oga_featureid" "id"
                  "ows_include_items" "all" "gml_include_items" "all" "oga_enable_request" "*" END
              END
            END

            """
        );
        var settings = Path.Combine(folder, "mapserver.conf");
        await File.WriteAllTextAsync(
            settings,
            "CONFIG\n  ENV\n    OGCAPI_HTML_TEMPLATE_DIRECTORY "
                + $"\"/usr/share/mapserver/ogcapi/templates/html-plain/\"\n  END\n  MAPS\n    COUNTY \"{map}\"\n  "
                + "END\nEND\n"
        );
        var process = Start(
            spawn,
            [
                "-n",
                "-s",
                Path.Combine(folder, "mapserver.sock"),
                "-M",
                "0600",
                "--",
                "/bin/sh",
                "-c",
                $"exec 3<&0; for n in 1 2 3 4 5 6 7 8; do {MapServerProgram} <&3 & done; wait",
            ],
            ("MAPSERVER_CONFIG_FILE", settings)
        );
        return process;
    }

    private static string NginxConfig(string folder, int port) =>
        $$"""
            daemon off;
            user {{Environment.UserName}};
            worker_processes {{Environment.ProcessorCount}};
            pid {{folder}}/pid;
            error_log {{folder}}/errors;
            events { worker_connections 256; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 100000000;
              open_file_cache max=16;
              default_type application/vnd.mapbox-vector-tile;
              client_body_temp_path {{folder}}/body;
              fastcgi_temp_path {{folder}}/fastcgi;
              proxy_temp_path {{folder}}/proxy;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              upstream mapserver { server unix:{{folder}}/mapserver.sock; }
              server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
                root {{folder}};
                location /files/ { etag on; add_header Content-Encoding gzip; add_header Vary Accept-Encoding;
                  add_header Cache-Control "public, no-cache"; }
                location /COUNTY/ {
                  fastcgi_pass mapserver;
                  fastcgi_param REQUEST_METHOD $request_method;
                  fastcgi_param QUERY_STRING $query_string;
                  fastcgi_param SCRIPT_NAME "";
                  fastcgi_param PATH_INFO $uri;
                  fastcgi_param SERVER_NAME 127.0.0.1;
                  fastcgi_param SERVER_PORT $server_port;
                  fastcgi_param HTTP_HOST $host;
                  fastcgi_buffers 64 16k;
                }
              }
            }
            """;

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin" }
            .Select(d => Path.Combine(d, program))
            .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
