using System.CommandLine;
using System.Diagnostics;
using Longlin.Geo.Model;
using Longlin.Geo.Store.Cluster;
using Npgsql;

namespace Longlin.Geo.Cli.Commands.Running;

/// <summary><c>longlin psql</c>: PostgreSQL's own terminal on the database in use.</summary>
internal static class Psql
{
    public static Command Create()
    {
        Command command = new("psql", Help.Text("在当前数据库上运行 psql", "Run psql on the current database"))
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                NpgsqlConnectionStringBuilder to = new(session.ConnectionString);
                ProcessStartInfo start = new(PostgresTools.FindProgram("psql"));
                foreach (var argument in parsed.UnmatchedTokens)
                    start.ArgumentList.Add(argument);
                foreach (
                    var (name, value) in ((string, string?)[])
                        [
                            ("PGHOST", to.Host),
                            ("PGPORT", $"{to.Port}"),
                            ("PGUSER", to.Username),
                            ("PGPASSWORD", to.Password),
                            ("PGDATABASE", to.Database),
                            ("PGOPTIONS", "-c search_path=longlin,public"),
                        ]
                )
                {
                    if (value is not null)
                        start.Environment[name] = value;
                }

                using var process =
                    Process.Start(start) ?? throw new EnvironmentMissingException(Bilingual.Same("psql"));
                await process.WaitForExitAsync(cancellationToken);
                return process.ExitCode;
            }
        );
        return command;
    }
}

/// <summary><c>longlin db url</c>.</summary>
internal static class Db
{
    public static Command Create()
    {
        Command url = new(
            "url",
            Help.Text("打印当前数据库的连接串", "Print the connection string of the current database")
        );
        url.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                await Console.Out.WriteLineAsync(session.ConnectionString);
                return ExitCode.Done;
            }
        );
        return new Command("db", Help.Text("数据库", "Database")) { url };
    }
}
