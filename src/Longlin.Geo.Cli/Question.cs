using System.CommandLine;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli;

/// <summary>A command that asks what HTTP answers too, and prints the same document in any format.</summary>
internal static class Question
{
    private static readonly string[] Formats = ["table", .. DocumentTable.Formats];

    /// <summary>A text option in the two languages.</summary>
    public static Option<string?> Text(string name, string zh, string en) =>
        new(name) { Description = Help.Text(zh, en) };

    /// <summary><c>--as-of</c>.</summary>
    public static Option<string?> AsOf() => Text("--as-of", "日期，如 2018-12-31", "Date, such as 2018-12-31");

    /// <summary><c>--area</c>.</summary>
    public static Option<string?> Area() => Text("--area", "区划编码", "Code of an administrative area");

    /// <summary><c>--limit</c>; without it all rows are printed.</summary>
    public static Option<string?> Limit() =>
        Text("--limit", "最多几行；缺省为全部", "At most so many rows; default: all");

    /// <summary>Adds an option for each member of a request record, <c>--format</c> and <c>-o</c>.</summary>
    /// <param name="command">With its own arguments.</param>
    /// <param name="run">Asks with the record that the options fill; a fault names the option that is wrong.</param>
    public static Command Of<TRequest, T>(
        Command command,
        Func<Session, TRequest, ParseResult, CancellationToken, Task<(T? Document, ParameterFault? Fault)>> run
    )
        where TRequest : class, new()
        where T : class
    {
        RequestOptions<TRequest> options = new();
        options.AddTo(command);
        return Of<T>(
            command,
            (session, parsed, cancellationToken) => run(session, options.Read(parsed), parsed, cancellationToken)
        );
    }

    /// <summary>Adds <c>--format</c> and <c>-o</c> to a command, and what it does.</summary>
    /// <param name="command">With its own options and arguments.</param>
    /// <param name="run">Asks; a fault names the option that is wrong.</param>
    public static Command Of<T>(
        Command command,
        Func<Session, ParseResult, CancellationToken, Task<(T? Document, ParameterFault? Fault)>> run
    )
        where T : class
    {
        var format = OutputFile.Format(Formats);
        var output = OutputFile.Path();
        command.Options.Add(format);
        command.Options.Add(output);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var (form, path) = OutputFile.Of(parsed, format, output, Formats);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var (document, fault) = await run(session, parsed, cancellationToken);
                if (document is null)
                    throw new UsageException(OptionFault.Describe(fault!));
                await OutputFile.WriteAsync(
                    form,
                    path,
                    target => WriteAsync(target, form, document, connection.Language, cancellationToken)
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task WriteAsync(
        Stream target,
        string format,
        object document,
        string language,
        CancellationToken cancellationToken
    )
    {
        var table = DocumentTable.Of(document);
        if (format != "table")
        {
            await table.WriteAsync(target, format, language, cancellationToken);
            return;
        }

        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
        if (table.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        foreach (var (title, value) in table.ConditionTexts(language))
            await text.WriteLineAsync($"{title}: {value}");
        var rows = table.Text(language);
        if (rows.Count > 1)
            await TextTable.WriteAsync(text, rows, [.. table.NumberColumns]);
        else
            await text.WriteLineAsync(new Bilingual("没有符合条件的结果。", "Nothing matches.").Pick(language));
    }
}
