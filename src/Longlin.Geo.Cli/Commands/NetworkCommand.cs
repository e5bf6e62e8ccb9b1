using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin network</c>: what the network of a service looks like on a day.</summary>
internal static class NetworkCommand
{
    private static readonly (string Name, Bilingual Text)[] Findings =
    [
        ("dead-ends", new("断头路", "Dead ends, with candidate links to fix them")),
        ("bottlenecks", new("瓶颈路", "Bottlenecks on the best paths")),
        ("critical", new("关键路段：断开后有户失去服务", "Segments whose loss cuts households off")),
        ("isolated", new("孤立路段：接不到任何来源", "Usable segments that no source reaches")),
        ("breaks", new("疑似断点：两端几乎相接", "Suspected network breaks: ends that almost meet")),
    ];

    public static Command Create()
    {
        Command network = new("network", Help.Text("路网和管线的问题", "Findings about roads, lines and pipes"));
        foreach (var (name, text) in Findings)
            network.Subcommands.Add(Finding(name, text));
        network.Subcommands.Add(Path());
        network.Subcommands.Add(Extension());
        return network;
    }

    private static Option<string?> Service() =>
        new("--service")
        {
            Description = Help.Text(
                "服务，缺省由标准规定（uses.default）",
                "Service; default: the standard's (uses.default)"
            ),
        };

    private static Command Finding(string name, Bilingual text)
    {
        var (service, asOf, limit) = (Service(), Question.AsOf(), Question.Limit());
        var since = Question.Text(
            "--since",
            "与这一天相比已消除的瓶颈；缺省为标准的 baseline",
            "Bottlenecks cleared since this day; default: the standard's baseline"
        );
        Command command = new(name, Help.Text(text.Zh, text.En)) { service, asOf, limit };
        if (name == "bottlenecks")
            command.Options.Add(since);
        return Question.Of<FindingsDocument>(
            command,
            (session, parsed, cancellationToken) =>
                FindingsReport.RunAsync(
                    session.Database,
                    session.Standard,
                    name,
                    parsed.GetValue(service) ?? session.Standard.Uses.Default,
                    parsed.GetValue(asOf),
                    name == "bottlenecks" ? parsed.GetValue(since) : null,
                    parsed.GetValue(limit),
                    whole: true,
                    session.ReadCountyAsync,
                    Session.Today,
                    cancellationToken
                )
        );
    }

    private static Command Path()
    {
        Argument<string> place = new("PLACE")
        {
            Description = Help.Text("自然屯、行政村或乡镇编码", "Code of a hamlet, village or township"),
        };
        var (service, asOf) = (Service(), Question.AsOf());
        return Question.Of<PathDocument>(
            new("path", Help.Text("到已通网络的路径", "The path to the served network")) { place, service, asOf },
            (session, parsed, cancellationToken) =>
                PathReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(place)!,
                    parsed.GetValue(service),
                    parsed.GetValue(asOf),
                    session.ReadCountyAsync,
                    Session.Today,
                    cancellationToken
                )
        );
    }

    private static Command Extension()
    {
        var service = Service();
        return Question.Of<ExtensionRequest, ExtensionDocument>(
            new(
                "extension",
                Help.Text("接通全部还需多少米，先接谁", "Metres to connect everyone, and whom to connect next")
            )
            {
                service,
            },
            (session, request, parsed, cancellationToken) =>
                ExtensionReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(service) ?? session.Standard.Uses.Default,
                    request,
                    Session.Today,
                    cancellationToken
                )
        );
    }
}
