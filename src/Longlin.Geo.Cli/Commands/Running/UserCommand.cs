using System.CommandLine;
using System.Net.Http.Headers;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Cluster;

namespace Longlin.Geo.Cli.Commands.Running;

/// <summary><c>longlin user add|list|revoke|link</c>.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        Command command = new("user", Help.Text("用户与令牌", "Users and their tokens"));
        command.Subcommands.Add(Add());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        command.Subcommands.Add(Link());
        return command;
    }

    private static Command Add()
    {
        Argument<string> name = new("NAME") { Description = Help.Text("用户名", "User name") };
        Option<string> role = new("--role")
        {
            Required = true,
            Description = Help.Text(
                "viewer、administrator，或某个图层的 writers 中的角色，如 transport",
                "viewer, administrator, or a role among a layer's writers, such as transport"
            ),
        };
        Option<string?> township = new("--township")
        {
            Description = Help.Text(
                "只能写这个乡镇（九位编码）",
                "Restrict writing to this township (nine-digit code)"
            ),
        };
        Command command = new("add", Help.Text("添加用户；令牌只显示一次", "Add a user; the token is shown once"))
        {
            name,
            role,
            township,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                var token = await UserList.AddAsync(
                    session.Database,
                    parsed.GetValue(name)!,
                    parsed.GetValue(role)!,
                    parsed.GetValue(township),
                    Environment.UserName,
                    cancellationToken
                );
                await Console.Out.WriteLineAsync(token);
                await Console.Error.WriteLineAsync(
                    new Bilingual("请立即保存，之后无法再次显示。", "Save it now: it cannot be shown again.").Pick(
                        session.Language
                    )
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command List()
    {
        Command command = new("list", Help.Text("列出用户", "List the users"));
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                foreach (var user in await UserList.AllAsync(session.Database, cancellationToken))
                {
                    var standing = user.RevokedAt is { } at
                        ? new Bilingual($"已撤销 {at:yyyy-MM-dd}", $"revoked {at:yyyy-MM-dd}")
                        : new Bilingual("有效", "valid");
                    await Console.Out.WriteLineAsync(
                        $"{user.Name}\t{user.Role}\t{user.TownshipCode ?? "-"}\t{user.CreatedAt:yyyy-MM-dd}\t"
                            + standing.Pick(session.Language)
                    );
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Revoke()
    {
        Argument<string> name = new("NAME") { Description = Help.Text("用户名", "User name") };
        Command command = new("revoke", Help.Text("撤销用户的令牌", "Revoke a user's token")) { name };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                await UserList.RevokeAsync(
                    session.Database,
                    parsed.GetValue(name)!,
                    Environment.UserName,
                    cancellationToken
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Link()
    {
        Command command = new(
            "link",
            Help.Text(
                "为正在运行的 up 取得新的一次性管理链接；先前的链接作废",
                "A new one-time admin link for the service that up runs; the one before is void"
            )
        );
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var home = PrivateCluster.HomeOf(connection.Home);
                if (RunningService.FindAddress(home) is not { } address)
                    throw new UsageException(
                        new(
                            $"{home} 没有正在运行的服务：请运行 ./longlin up，它会打印管理链接（serve 请重新启动）。",
                            $"No service is running for {home}: run ./longlin up, which prints an admin link "
                                + "(restart serve)."
                        )
                    );
                if ((AdminToken.FromEnvironment ?? AdminToken.OfHome(home)) is not { } token)
                    throw new UsageException(
                        new(
                            $"{home} 没有令牌文件：请设置 up 所用的 LONGLIN_TOKEN。",
                            $"{home} has no token file: set LONGLIN_TOKEN as it was set for up."
                        )
                    );
                var code = await NewCodeAsync(address, token, connection.Language, cancellationToken);
                await Console.Out.WriteLineAsync(code.Link(address));
                await Console.Error.WriteLineAsync(
                    new Bilingual(
                        $"{SignInCodes.Lifetime.TotalMinutes:0} 分钟内可用一次。",
                        $"It works once, within {SignInCodes.Lifetime.TotalMinutes:0} minutes."
                    ).Pick(connection.Language)
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<SignInCode> NewCodeAsync(
        string address,
        string token,
        string language,
        CancellationToken cancellationToken
    )
    {
        // The service is on this machine: no proxy may see the token.
        using SocketsHttpHandler direct = new() { UseProxy = false, AllowAutoRedirect = false };
        using HttpClient client = new(direct) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        try
        {
            using var response = await client.PostAsync(
                new Uri("/sign-in/codes", UriKind.Relative),
                null,
                cancellationToken
            );
            if (response.IsSuccessStatusCode)
                return (await response.Content.ReadFromJsonAsync<SignInCode>(cancellationToken))!;
            throw new UsageException(
                new(
                    $"{address} 拒绝了令牌（{(int)response.StatusCode}）：up 启动时若设了 LONGLIN_TOKEN，"
                        + "这里也要设同样的值。",
                    $"{address} refused the token ({(int)response.StatusCode}): where up was started with LONGLIN_TOKEN, "
                        + "set the same here."
                )
            );
        }
        catch (HttpRequestException e)
        {
            throw new UsageException(
                new($"无法连接 {address}：{e.Message}", $"{address} cannot be reached: {e.Message}")
            );
        }
    }
}
