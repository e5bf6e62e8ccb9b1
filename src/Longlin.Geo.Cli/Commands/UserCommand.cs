using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin user add|list|revoke</c>.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        Command command = new("user", "用户与令牌 users and their tokens");
        command.Subcommands.Add(Add());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        return command;
    }

    private static Command Add()
    {
        Argument<string> name = new("NAME") { Description = "用户名 name" };
        Option<string> role = new("--role") { Required = true, Description = string.Join(" | ", Role.All) };
        Option<string?> township = new("--township")
        {
            Description = "只能写这个乡镇 may write this township only: nine digits",
        };
        Command command = new("add", "添加用户，令牌只显示一次 add a user; the token is shown once")
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
        Command command = new("list", "列出用户 list the users");
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                foreach (var user in await UserList.AllAsync(session.Database, cancellationToken))
                    await Console.Out.WriteLineAsync(
                        $"{user.Name}\t{user.Role}\t{user.TownshipCode ?? "-"}\t{user.CreatedAt:yyyy-MM-dd}\t{(user.RevokedAt is { } at ? $"已撤销 revoked {at:yyyy-MM-dd}" : "有效 valid")}"
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Revoke()
    {
        Argument<string> name = new("NAME") { Description = "用户名 name" };
        Command command = new("revoke", "撤销令牌 make a token void") { name };
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
}
