using System.CommandLine;
using Longlin.Geo.Cli;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

// A command ends before compiled accessors and expressions pay: they are interpreted. The service compiles them.
if (args is not ["up" or "serve", ..])
    AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false);
Console.OutputEncoding = new System.Text.UTF8Encoding(false);
var parsed = CommandTree.Create().Parse(args);
var language = Help.Language; // known even where the command line is wrong
if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
{
    foreach (var fault in ParseFaults.Of(parsed))
        await Console.Error.WriteLineAsync(fault.Pick(language));
    await Console.Error.WriteLineAsync(
        new Bilingual("用法见 ./longlin --help", "Usage: ./longlin --help").Pick(language)
    );
    return ExitCode.Usage;
}

try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(70),
        }
    );
}
catch (UserFaultException e) when (e is EnvironmentMissingException or DatabaseVersionException)
{
    await Console.Error.WriteLineAsync(e.Text.Pick(language));
    return ExitCode.Environment;
}
catch (UserFaultException e)
{
    await Console.Error.WriteLineAsync(e.Text.Pick(language));
    return ExitCode.Usage;
}
catch (NpgsqlException e)
    when (e is not PostgresException
        || e.SqlState is ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or ['5', '7', ..]
    )
{
    await Console.Error.WriteLineAsync(
        new Bilingual(
            $"数据库不可用，请检查 --database 或 LONGLIN_DATABASE：{e.Message}",
            $"Database unavailable, check --database or LONGLIN_DATABASE: {e.Message}"
        ).Pick(language)
    );
    return ExitCode.Environment;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync(
        new Bilingual("已取消，没有改动。", "Cancelled; nothing was changed.").Pick(language)
    );
    return ExitCode.Cancelled;
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync(new Bilingual($"程序故障：{e}", $"Program error: {e}").Pick(language));
    return ExitCode.Fault;
}
