using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Longlin.Geo.Demo;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Cli.Commands.Running;

/// <summary><c>longlin up</c>: everything at once, with a private database unless one is named.</summary>
internal static class Up
{
    public static Command Create()
    {
        Option<bool> empty = new("--empty")
        {
            Description = Help.Text("不装入演示县", "Do not load the demonstration county"),
        };
        Command command = new("up", Help.Text("启动数据库和服务", "Start the database and the service"))
        {
            Listening.Port,
            Listening.Listen,
            empty,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                await using var running = session.Home is { } home ? RunningService.Claim(home) : null;
                if (!parsed.GetValue(empty) && (await DemoIntake.LookAsync(session.Database, cancellationToken)).Empty)
                {
                    var figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
                    await Demo.LoadAsync(session, figures, figures.DefaultHamlets, Demo.DefaultSeed, cancellationToken);
                }

                using CancellationTokenSource stopped = new();
                var kept = session.KeepDatabaseAsync(stopped.Token);
                try
                {
                    return await Listening.RunAsync(session, parsed, running, cancellationToken);
                }
                finally
                {
                    await stopped.CancelAsync();
                    await kept;
                }
            }
        );
        return command;
    }
}

/// <summary><c>longlin serve</c>: the service alone, against a database that is named.</summary>
internal static class Serve
{
    public static Command Create()
    {
        Command command = new(
            "serve",
            Help.Text(
                "只启动服务，数据库由 LONGLIN_DATABASE 或 --database 给出",
                "Start the service only, on the database of LONGLIN_DATABASE or --database"
            )
        )
        {
            Listening.Port,
            Listening.Listen,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                if (connection.Database is null)
                    throw new UsageException(
                        new(
                            "serve 需要 LONGLIN_DATABASE 或 --database；要私有数据库请用 up。",
                            "serve needs LONGLIN_DATABASE or --database; for a private database use up."
                        )
                    );
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                return await Listening.RunAsync(session, parsed, null, cancellationToken);
            }
        );
        return command;
    }
}

/// <summary>What up and serve share: address, token, and the run itself.</summary>
internal static class Listening
{
    public static readonly Option<int> Port = new("--port")
    {
        Description = Help.Text("端口", "Port"),
        DefaultValueFactory = _ => 5100,
    };
    public static readonly Option<string> Listen = new("--listen")
    {
        Description = Help.Text("监听地址", "Address to listen on"),
        DefaultValueFactory = _ => "127.0.0.1",
    };

    public static async Task<int> RunAsync(
        Session session,
        ParseResult parsed,
        RunningService? running,
        CancellationToken cancellationToken
    )
    {
        var port = parsed.GetValue(Port);
        if (port is < 0 or > 65535)
            throw new UsageException(new("--port: 应为 0 到 65535。", "--port: should be 0 to 65535"));
        if (!IPAddress.TryParse(parsed.GetValue(Listen), out var address))
            throw new UsageException(
                new(
                    $"--listen: \"{parsed.GetValue(Listen)}\" 不是 IP 地址",
                    $"--listen: \"{parsed.GetValue(Listen)}\" is not an IP address"
                )
            );
        var token = AdminToken.FromEnvironment ?? running?.Token() ?? AdminToken.Create();
        await using var app = WebService.Build(
            new ServiceOptions(
                address,
                port,
                token,
                Basemap: Basemap.Of(
                    Environment.GetEnvironmentVariable("LONGLIN_BASEMAP"),
                    Environment.GetEnvironmentVariable("LONGLIN_BASEMAP_ATTRIBUTION")
                )
            ),
            session.Database,
            session.Standard,
            ProjectRoot.Find()
        );
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
            when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            throw new UsageException(
                new(
                    $"端口 {port} 已被占用，请用 --port 另选一个。",
                    $"Port {port} is taken: choose another with --port."
                )
            );
        }
        catch (SocketException e)
        {
            throw new UsageException(Bilingual.Same($"--listen {address}: {e.Message}"));
        }

        var url = Reachable(app.Urls.First());
        running?.Publish(url);
        var link = app.Services.GetRequiredService<SignInCodes>().Issue().Link(url);
        await Console.Out.WriteLineAsync(
            Addresses(url, link, all: url != app.Urls.First(), renewable: running is not null).Pick(session.Language)
        );
        await Console.Out.FlushAsync(cancellationToken);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(new Bilingual("正在停止 …", "Stopping …").Pick(session.Language));
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
        await app.StopAsync(patience.Token);
        return ExitCode.Done;
    }

    /// <summary>An address that a browser here can open: 0.0.0.0 and [::] stand for all addresses.</summary>
    internal static string Reachable(string url)
    {
        UriBuilder address = new(url);
        address.Host = address.Host switch
        {
            "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var host => host,
        };
        return address.Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>What is printed at the start.</summary>
    /// <param name="url">Of the service, for a browser on this machine.</param>
    /// <param name="link">Of the administrator.</param>
    /// <param name="all">Whether every address of this machine is listened on.</param>
    /// <param name="renewable">Whether <c>user link</c> finds the service: it has a home.</param>
    internal static Bilingual Addresses(string url, string link, bool all, bool renewable)
    {
        var minutes = SignInCodes.Lifetime.TotalMinutes;
        List<Bilingual> lines =
        [
            new($"地图  {url}/", $"map    {url}/"),
            new($"管理  {link}", $"admin  {link}"),
            new($"接口  {url}/docs", $"API    {url}/docs"),
        ];
        if (all)
            lines.Add(
                new(
                    "服务在本机的所有地址上监听；从其他电脑打开时，把上面的主机名换成本机的地址。",
                    "The service listens on every address of this machine; from another computer, put this "
                        + "machine's address in place of the host above."
                )
            );
        lines.Add(
            renewable
                ? new(
                    $"管理链接 {minutes:0} 分钟内可用一次；新链接：./longlin user link",
                    $"The admin link works once, within {minutes:0} minutes; for a new one: ./longlin user link"
                )
                : new(
                    $"管理链接 {minutes:0} 分钟内可用一次；重新启动服务会给出新链接。",
                    $"The admin link works once, within {minutes:0} minutes; restart the service for a new one."
                )
        );
        lines.Add(new("按 Ctrl-C 停止。", "Ctrl-C stops the service."));
        return new(string.Join('\n', lines.Select(l => l.Zh)), string.Join('\n', lines.Select(l => l.En)));
    }
}
