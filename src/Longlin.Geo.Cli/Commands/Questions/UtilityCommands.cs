using System.CommandLine;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Reports.Utilities;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin power</c>.</summary>
internal static class PowerCommand
{
    public static Command Create()
    {
        var options = Question.Of<PowerOptionsRequest, PowerOptionsDocument>(
            new("options", Help.Text("未通电的屯最省的方案", "The cheapest option for hamlets without power")),
            (session, request, _, cancellationToken) =>
                PowerOptionsReport.RunAsync(session.Ways, request, Session.Today, cancellationToken)
        );
        var transformers = Question.Of<TransformersRequest, TransformersDocument>(
            new(
                "transformers",
                Help.Text("户均容量最低的变压器", "Transformers with the least capacity per household")
            ),
            (session, request, _, cancellationToken) =>
                TransformersReport.RunAsync(
                    session.Database,
                    session.Standard,
                    request.AsWhole(),
                    Session.Today,
                    cancellationToken
                )
        );
        return new("power", Help.Text("供电", "Power")) { options, transformers };
    }
}

/// <summary><c>longlin water</c>.</summary>
internal static class WaterCommand
{
    public static Command Create()
    {
        var reservoirs = Question.Of<ReservoirsRequest, ReservoirsDocument>(
            new("reservoirs", Help.Text("病险水库与下游自然屯", "Unsafe reservoirs and the hamlets downstream")),
            (session, request, _, cancellationToken) =>
                ReservoirsReport.RunAsync(session.Database, session.Standard, request, Session.Today, cancellationToken)
        );
        var small = Question.Of<SmallWorksRequest, SmallWorksDocument>(
            new("small-works", Help.Text("五小水利按状态", "The five small water works by state")),
            (session, request, _, cancellationToken) =>
                SmallWorksReport.RunAsync(session.Database, session.Standard, request, Session.Today, cancellationToken)
        );
        var indicators = Question.Of<IndicatorsRequest, IndicatorsDocument>(
            new(
                "indicators",
                Help.Text(
                    "饮水不安全的贫困人口，按不达标的指标",
                    "Poor persons without safe water, by failing indicator"
                )
            ),
            (session, request, _, cancellationToken) =>
                IndicatorsReport.RunAsync(session.Ways, request, Session.Today, cancellationToken)
        );
        return new("water", Help.Text("供水", "Water")) { reservoirs, small, indicators };
    }
}
