using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin user add|list|revoke</c>.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        Command command = new("user", Help.Text("用户与令牌", "Users and their tokens"));
        command.Subcommands.Add(Add());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        return command;
    }

    private static Command Add()
    {
        Argument<string> name = new("NAME") { Description = Help.Text("用户名", "User name") };
        Option<string> role = new("--role") { Required = true, Description = string.Join(" | ", Role.All) };
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
}
