using System.CommandLine;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin imports</c>: who imported what and when, and what each import changed.</summary>
internal static class ImportsCommand
{
    public static Command Create() =>
        Question.Of<ImportsRequest, ImportsDocument>(
            new(
                "imports",
                Help.Text("历次导入：谁在何时导入了什么，各改了多少", "All imports: who, what, when, how much")
            ),
            (session, request, _, cancellationToken) =>
                ImportsReport.RunAsync(session.Database, request, cancellationToken)
        );
}
