using System.CommandLine;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin changes</c>: who changed what, when, on what basis.</summary>
internal static class ChangesCommand
{
    public static Command Create() =>
        Question.Of<ChangesRequest, ChangesDocument>(
            new("changes", Help.Text("谁在何时依据什么改了什么", "Who changed what, when and on what basis")),
            (session, request, parsed, cancellationToken) =>
                ChangesReport.RunAsync(
                    session.Database,
                    Question.WantsFile(parsed) ? request.AsWhole() : request,
                    cancellationToken
                )
        );
}
