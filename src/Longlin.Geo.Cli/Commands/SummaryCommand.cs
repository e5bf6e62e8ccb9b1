using System.CommandLine;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin summary</c>: how townships or villages stand.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var rule = Question.Text("--rule", "规则，如 ROAD-H50-HARD", "Rule, such as ROAD-H50-HARD");
        var service = Question.Text("--service", "服务，如 road", "Service, such as road");
        var households = Question.Text("--min-households", "最少户数", "Minimum number of households");
        var asOf = Question.AsOf();
        var by = Question.Text("--by", "township 或 village", "township or village");
        return Question.Of<SummaryDocument>(
            new("summary", Help.Text("按乡镇或行政村汇总", "Coverage by township or village"))
            {
                rule,
                service,
                households,
                asOf,
                by,
            },
            (session, parsed, cancellationToken) =>
                SummaryReport.RunAsync(
                    session.Database,
                    session.Standard,
                    new()
                    {
                        Rule = parsed.GetValue(rule),
                        Service = parsed.GetValue(service),
                        MinHouseholds = parsed.GetValue(households),
                        AsOf = parsed.GetValue(asOf),
                    },
                    parsed.GetValue(by),
                    Session.Today,
                    cancellationToken
                )
        );
    }
}
