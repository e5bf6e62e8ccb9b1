using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin undo</c>.</summary>
internal static class Undo
{
    public static Command Create()
    {
        Argument<long> id = new("IMPORT") { Description = Help.Text("导入编号", "Number of the import") };
        Command command = new("undo", Help.Text("撤销一次导入", "Undo an import")) { id };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var result = await ImportUndo.RunAsync(
                    session.Database,
                    parsed.GetValue(id),
                    Environment.UserName,
                    cancellationToken
                );
                await Console.Out.WriteLineAsync(
                    new Bilingual(
                        $"{result.Layer}：删除 {result.Removed}，恢复 {result.Restored}",
                        $"{result.Layer}: removed {result.Removed}, restored {result.Restored}"
                    ).Pick(connection.Language)
                );
                await session.ComputeAsync(result.Counties, cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
