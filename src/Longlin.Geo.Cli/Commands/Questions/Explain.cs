using System.CommandLine;
using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin explain</c>.</summary>
internal static class Explain
{
    public static Command Create()
    {
        Argument<string> hamlet = new("HAMLET")
        {
            Description = Help.Text("自然屯或行政村编码", "Code of a hamlet or village"),
        };
        RequestOptions<PlaceRequest> request = new();
        Command command = new(
            "explain",
            Help.Text("一个自然屯为什么通、为什么不通", "Why a hamlet has or lacks each service")
        )
        {
            hamlet,
        };
        request.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var asked = request.Read(parsed);
                var day = asked.AsOf ?? Session.Today;
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var code = parsed.GetValue(hamlet)!;
                var county = await CountyState.RunAsync(session.Database, code, cancellationToken);
                var services = county is null
                    ? null
                    : await PlaceQuery.RunAsync(
                        session.Ways,
                        county.CountyCode,
                        code,
                        day,
                        county.ForecastOn(day, asked.Forecast),
                        cancellationToken
                    );
                if (county is null || services is null)
                    throw new UsageException(
                        new(
                            $"HAMLET: 没有编码为 {code} 的自然屯或行政村。",
                            $"HAMLET: no hamlet or village has the code {code}."
                        )
                    );
                if (county.Synthetic)
                    await Console.Out.WriteLineAsync(CountyState.SyntheticNote.Pick(connection.Language));
                if (county.ForecastName(day, asked.Forecast) is { } forecast)
                    await Console.Out.WriteLineAsync(
                        $"{day:yyyy-MM-dd} · {Words.Show("forecastBy", forecast)!.Pick(connection.Language)}"
                    );
                foreach (var service in services)
                {
                    await Console.Out.WriteLineAsync(
                        Sentence
                            .For(
                                service.Standing,
                                session.Standard.Find(service.Service)!,
                                day,
                                county.IsForecast(day),
                                session.Standard.NearRoad
                            )
                            .Pick(connection.Language)
                    );
                    if (service.Standing.Blocking.Count > 0)
                        await Console.Out.WriteLineAsync(Blocking(service, connection.Language));
                    await Console.Out.WriteLineAsync(Changes(service, connection.Language));
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    private static string Blocking(PlaceService service, string language) =>
        $"  {(language == "en" ? "blocking" : "卡在")}: {string.Join(' ', service.Standing.Blocking)}";

    private static string Changes(PlaceService service, string language)
    {
        var en = language == "en";
        var changes = service.Changes.Select(c =>
            $"{(c.Day is { } day ? $"{day:yyyy-MM-dd}" : en ? "always" : "一直")} {c.Verdict.Title().Pick(language)}"
        );
        return $"  {(en ? "since" : "变化")}: {string.Join(", ", changes)}";
    }
}
