using System.CommandLine;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin summary</c>: how townships or villages stand.</summary>
internal static class SummaryCommand
{
    public static Command Create() =>
        Question.Of<SummaryRequest, SummaryDocument>(
            new("summary", Help.Text("按乡镇或行政村汇总", "Coverage by township or village")),
            (session, request, _, cancellationToken) =>
                SummaryReport.RunAsync(session.Ways, request, session.ReadCountyAsync, Session.Today, cancellationToken)
        );
}
