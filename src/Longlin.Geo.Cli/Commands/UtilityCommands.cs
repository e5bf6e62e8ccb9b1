using System.CommandLine;
using Longlin.Geo.Reports.Utilities;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin power</c>.</summary>
internal static class PowerCommand
{
    public static Command Create()
    {
        var options = Question.Of<PowerOptionsRequest, PowerOptionsDocument>(
            new("options", Help.Text("未通电的屯最省的方案", "The cheapest option for hamlets without power")),
            (session, request, _, cancellationToken) =>
                PowerOptionsReport.RunAsync(
                    session.Database,
                    session.Standard,
                    request,
                    Session.Today,
                    cancellationToken
                )
        );
        return new("power", Help.Text("供电", "Power")) { options, Transformers() };
    }

    private static Command Transformers()
    {
        var (asOf, area, limit) = (Question.AsOf(), Question.Area(), Question.Limit());
        var poor = Question.Text("--poor-only", "只列贫困村：true 或 false", "Poor villages only: true or false");
        var age = Question.Text("--min-age", "至少使用多少年", "Minimum age in years");
        return Question.Of<TransformersDocument>(
            new("transformers", Help.Text("户均容量最低的变压器", "Transformers with the least capacity per household"))
            {
                asOf,
                area,
                poor,
                age,
                limit,
            },
            (session, parsed, cancellationToken) =>
                TransformersReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(asOf),
                    parsed.GetValue(area),
                    parsed.GetValue(poor),
                    parsed.GetValue(age),
                    parsed.GetValue(limit),
                    whole: true,
                    Session.Today,
                    cancellationToken
                )
        );
    }
}

/// <summary><c>longlin water</c>.</summary>
internal static class WaterCommand
{
    public static Command Create()
    {
        var (asOf, area) = (Question.AsOf(), Question.Area());
        var all = Question.Text("--all", "也列安全的：true 或 false", "Safe ones too: true or false");
        var reservoirs = Question.Of<ReservoirsDocument>(
            new("reservoirs", Help.Text("病险水库与下游自然屯", "Unsafe reservoirs and the hamlets downstream"))
            {
                asOf,
                area,
                all,
            },
            (session, parsed, cancellationToken) =>
                ReservoirsReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(asOf),
                    parsed.GetValue(area),
                    parsed.GetValue(all),
                    Session.Today,
                    cancellationToken
                )
        );
        return new("water", Help.Text("供水", "Water")) { reservoirs, SmallWorks() };
    }

    private static Command SmallWorks()
    {
        var (asOf, area) = (Question.AsOf(), Question.Area());
        return Question.Of<SmallWorksDocument>(
            new("small-works", Help.Text("五小水利按状态", "The five small water works by state")) { asOf, area },
            (session, parsed, cancellationToken) =>
                SmallWorksReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(asOf),
                    parsed.GetValue(area),
                    Session.Today,
                    cancellationToken
                )
        );
    }
}
