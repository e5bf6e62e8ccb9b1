using System.CommandLine;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
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
            Breaks(),
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

    private static Command Breaks()
    {
        var breaks = Finding<FindingsRequest>(
            "breaks",
            "疑似断点：两端几乎相接，或相交而无共同节点",
            "Suspected network breaks: ends that almost meet, or links that cross without a common vertex"
        );
        breaks.Subcommands.Add(Decision(true, "confirm", "确认：两条线路实际相通", "Confirm: the links are joined"));
        breaks.Subcommands.Add(Decision(false, "refuse", "否定：两条线路实际不通", "Refuse: the links are apart"));
        return breaks;
    }

    private static Command Decision(bool confirm, string name, string zh, string en)
    {
        Argument<string[]> ids = new("ID")
        {
            Description = Help.Text("断点编号，如 R1@end~R2", "Ids of breaks, such as R1@end~R2"),
            Arity = ArgumentArity.OneOrMore,
        };
        ids.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => t.Value.StartsWith("--", StringComparison.Ordinal)))
                result.AddError("an option that does not exist");
        });
        Option<string?> service = new("--service") { Description = Help.Text("服务", "The service") };
        Command command = new(name, Help.Text(zh, en)) { ids, service };
        return Question.Of<DecisionRequest, DecisionDocument>(
            command,
            async (session, request, parsed, cancellationToken) =>
            {
                var named = parsed.GetValue(service) ?? session.Standard.Uses.Default;
                if (session.Standard.Services.FirstOrDefault(s => s.Service == named) is not { } rule)
                    return (
                        null,
                        new(
                            "service",
                            new($"没有网络服务 {named}", $"there is no network service {named}"),
                            NotFound: true
                        )
                    );
                var (document, fault) = await DecisionReport.RunAsync(
                    session.Database,
                    session.Standard,
                    rule,
                    confirm,
                    request with
                    {
                        Ids = parsed.GetValue(ids),
                    },
                    Environment.UserName,
                    session.ReadCountyAsync,
                    cancellationToken
                );
                if (fault is { Parameter: "ids" })
                    throw OptionFault.OfArgument(ids.Name, fault);
                if (document?.Import is { } import)
                {
                    var county = (await CountyState.RunAsync(session.Database, null, cancellationToken))!.CountyCode;
                    await session.ComputeAsync([county], cancellationToken);
                    await Console.Error.WriteLineAsync(
                        new Bilingual(
                            $"已认定 {document.Ids.Count} 处断点；撤销：./longlin undo {import}",
                            $"{document.Ids.Count} breaks decided; to undo: ./longlin undo {import}"
                        ).Pick(session.Language)
                    );
                }

                return (document, fault);
            }
        );
    }

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
