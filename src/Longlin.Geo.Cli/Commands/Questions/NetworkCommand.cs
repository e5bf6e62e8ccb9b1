using System.CommandLine;
using Longlin.Geo.Reports.Networks;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin network</c>: what the network of a service looks like on a day.</summary>
internal static class NetworkCommand
{
    public static Command Create() =>
        new("network", Help.Text("路网和管线的问题", "Findings about roads, lines and pipes"))
        {
            Finding<FindingsRequest>("dead-ends", "断头路", "Dead ends, with candidate links to fix them"),
            Finding<BottlenecksRequest>("bottlenecks", "瓶颈路", "Bottlenecks on the best paths"),
            Finding<FindingsRequest>(
                "critical",
                "关键路段：断开后有户失去服务",
                "Segments whose loss cuts households off"
            ),
            Finding<FindingsRequest>("isolated", "孤立路段：接不到任何来源", "Usable segments that no source reaches"),
            Finding<FindingsRequest>(
                "breaks",
                "疑似断点：两端几乎相接",
                "Suspected network breaks: ends that almost meet"
            ),
            Path(),
            Extension(),
        };

    private static Command Finding<TRequest>(string name, string zh, string en)
        where TRequest : FindingsRequest, new() =>
        Question.Of<TRequest, FindingsDocument>(
            new(name, Help.Text(zh, en)),
            (session, request, _, cancellationToken) =>
                FindingsReport.RunAsync(
                    session.Database,
                    session.Standard,
                    name,
                    request.AsWhole(),
                    session.ReadCountyAsync,
                    Session.Today,
                    cancellationToken
                )
        );

    private static Command Path()
    {
        Argument<string> place = new("PLACE")
        {
            Description = Help.Text("自然屯、行政村或乡镇编码", "Code of a hamlet, village or township"),
        };
        return Question.Of<PathRequest, PathDocument>(
            new("path", Help.Text("到已通网络的路径", "The path to the served network")) { place },
            async (session, request, parsed, cancellationToken) =>
            {
                var (document, fault) = await PathReport.RunAsync(
                    session.Ways,
                    parsed.GetValue(place)!,
                    request,
                    Session.Today,
                    cancellationToken
                );
                return fault is { Parameter: "code" }
                    ? throw OptionFault.OfArgument(place.Name, fault)
                    : (document, fault);
            }
        );
    }

    private static Command Extension() =>
        Question.Of<ExtensionRequest, ExtensionDocument>(
            new(
                "extension",
                Help.Text("接通全部还需多少米，先接谁", "Metres to connect everyone, and whom to connect next")
            ),
            (session, request, _, cancellationToken) =>
                ExtensionReport.RunAsync(session.Ways, request, Session.Today, cancellationToken)
        );
}
