using System.CommandLine;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Cli;

/// <summary>Writes an answer for a terminal.</summary>
/// <param name="text">Where to.</param>
/// <param name="document">The answer.</param>
/// <param name="language">zh or en.</param>
internal delegate Task TerminalWriter<in T>(TextWriter text, T document, string language);

/// <summary>Writes an answer in a format of files.</summary>
internal delegate Task FileWriter<in T>(
    Stream target,
    string format,
    T document,
    string? language,
    CancellationToken cancellationToken
);

/// <summary>A command that asks what HTTP answers too, and prints the same document in any format.</summary>
internal static class Question
{
    private static readonly string[] Formats = ["table", .. DocumentTable.Formats];

    /// <summary>Adds an option for each member of a request record, <c>--format</c> and <c>-o</c>.</summary>
    /// <param name="command">With its own arguments.</param>
    /// <param name="run">Asks with the record that the options fill; a fault names the option that is wrong.</param>
    /// <param name="leaveOut">Parameters that the command line has no use for.</param>
    /// <param name="table">Prints it for people; null: every column of the document's list.</param>
    /// <param name="file">Writes it in the other formats; null: as every document is written.</param>
    public static Command Of<TRequest, T>(
        Command command,
        Func<Session, TRequest, ParseResult, CancellationToken, Task<(T? Document, ParameterFault? Fault)>> run,
        IReadOnlyList<string>? leaveOut = null,
        TerminalWriter<T>? table = null,
        FileWriter<T>? file = null
    )
        where TRequest : class, new()
        where T : class
    {
        RequestOptions<TRequest> options = new(leaveOut ?? []);
        options.AddTo(command);
        return Of(
            command,
            parsed =>
            {
                var request = options.Read(parsed); // before a cluster is started
                return (session, cancellationToken) => run(session, request, parsed, cancellationToken);
            },
            table,
            file
        );
    }

    /// <summary>Adds <c>--format</c> and <c>-o</c> to a command, and what it does.</summary>
    /// <param name="command">With its own options and arguments.</param>
    /// <param name="read">Reads the command line and says how to ask; a fault names the option that is wrong.</param>
    /// <param name="table">Prints the answer for people; null: every column of the document's list.</param>
    /// <param name="file">Writes it in the other formats; null: as every document is written.</param>
    public static Command Of<T>(
        Command command,
        Func<ParseResult, Func<Session, CancellationToken, Task<(T? Document, ParameterFault? Fault)>>> read,
        TerminalWriter<T>? table = null,
        FileWriter<T>? file = null
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
                var ask = read(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var (document, fault) = await ask(session, cancellationToken);
                if (document is null)
                    throw new UsageException(OptionFault.Describe(fault!));
                await OutputFile.WriteAsync(
                    form,
                    path,
                    async target =>
                    {
                        if (form != "table")
                        {
                            if (file is not null)
                            {
                                await file(target, form, document, connection.Language, cancellationToken);
                                return;
                            }

                            var conditions = await FileConditions.RunAsync(
                                session.Database,
                                session.Standard,
                                document,
                                cancellationToken
                            );
                            await DocumentTable
                                .Of(document)
                                .With(conditions)
                                .WriteAsync(target, form, connection.Language, cancellationToken);
                            return;
                        }

                        await using StreamWriter text = new(target, new UTF8Encoding(false), leaveOpen: true);
                        await (table ?? WriteAsync)(text, document, connection.Language);
                    }
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>Whether the answer goes into a file or another program: it holds all rows unless a limit is
    /// given.</summary>
    public static bool WantsFile(ParseResult parsed) =>
        parsed.GetValue<string?>("--format") is not (null or "table") || parsed.GetValue<string?>("-o") is not null;

    private static async Task WriteAsync<T>(TextWriter text, T document, string language)
        where T : class
    {
        var table = DocumentTable.Of(document);
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
