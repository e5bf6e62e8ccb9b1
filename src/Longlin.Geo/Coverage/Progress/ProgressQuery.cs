using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>Every rule's standing: two statements, whatever the number of rules.</summary>
public static class ProgressQuery
{
    private static readonly string[] RateNames =
    [
        HardenedShare.Name,
        "tap_share",
        "fibre_household_share",
        "rural_access_share",
    ];

    /// <summary>Asks the store for every rule.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="question">Day, areas and denominator.</param>
    /// <param name="readCounty">Gives the county's rows, for rules that the network answers on the day.</param>
    /// <param name="cancellationToken">Stops the statements.</param>
    public static async Task<Progress> RunAsync(
        Database database,
        Standard standard,
        string county,
        ProgressQuestion question,
        Func<CancellationToken, Task<CountyData>> readCounty,
        CancellationToken cancellationToken
    )
    {
        var (rules, measures) = await RulesAsync(
            database,
            standard,
            standard.Rules,
            county,
            question,
            readCounty,
            cancellationToken
        );
        var hardened = HardenedShare.On(standard, await readCounty(cancellationToken), question.AsOf);
        CountRule[] figures = [.. standard.Counts.Where(c => c.Figure)];
        var before = (
            await CountQuery.RunAsync(
                database,
                figures,
                county,
                question with
                {
                    AsOf = question.AsOf.AddYears(-1),
                    By = null,
                },
                cancellationToken
            )
        ).ToDictionary(m => m.Name, m => m.Value);
        return new(rules, [.. RateNames.Select(n => n == HardenedShare.Name ? hardened : CountyOf(measures, n))])
        {
            Figures =
            [
                .. figures.Select(f => new FigureStanding(
                    f,
                    CountyOf(measures, f.Name),
                    before.GetValueOrDefault(f.Name)
                )),
            ],
        };
    }

    /// <summary>Asks the store for one rule, or for a service and a threshold put as one.</summary>
    public static async Task<RuleProgress> RunAsync(
        Database database,
        Standard standard,
        CoverageRule rule,
        string county,
        ProgressQuestion question,
        Func<CancellationToken, Task<CountyData>> readCounty,
        CancellationToken cancellationToken
    ) => (await RulesAsync(database, standard, [rule], county, question, readCounty, cancellationToken)).Rules[0];

    private static async Task<(IReadOnlyList<RuleProgress> Rules, ILookup<string, Measure> Measures)> RulesAsync(
        Database database,
        Standard standard,
        IReadOnlyList<CoverageRule> rules,
        string county,
        ProgressQuestion question,
        Func<CancellationToken, Task<CountyData>> readCounty,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, List<RuleCount>> counts = [];
        if (rules.Any(r => r.Service is not null))
            counts = await CountsAsync(database, rules, county, question, cancellationToken);
        foreach (var rule in rules)
        {
            if (standard.Checks.FirstOrDefault(c => c.Service == rule.Service && c.Ways is not null) is { } links)
                counts[rule.Rule] = LinkQuery.Count(
                    LinkQuery.All(
                        standard,
                        links,
                        await readCounty(cancellationToken),
                        question.AsOf,
                        cancellationToken
                    ),
                    question.By
                );
        }

        var measures =
            rules.Count > 1 || rules[0].Measure is not null
                ? await MeasuresAsync(database, standard, county, question, cancellationToken)
                : Array.Empty<Measure>().ToLookup(m => m.Name);
        return (
            [
                .. rules.Select(r =>
                    r.Measure is { } target
                        ? RuleStandings.Judge(
                            r,
                            CountyOf(measures, target.Name),
                            [.. measures[target.Name].Where(m => m.Code is not null)],
                            question.AsOf
                        )
                        : RuleStandings.Judge(r, counts.GetValueOrDefault(r.Rule) ?? [], question.AsOf)
                ),
            ],
            measures
        );
    }

    // Without a row there is nothing to measure.
    private static Measure CountyOf(ILookup<string, Measure> measures, string name) =>
        measures[name].FirstOrDefault(m => m.Code is null) ?? new(name, 0, null, 0);

    private static async Task<Dictionary<string, List<RuleCount>>> CountsAsync(
        Database database,
        IReadOnlyList<CoverageRule> asked,
        string county,
        ProgressQuestion question,
        CancellationToken cancellationToken
    )
    {
        CoverageRule[] rules = [.. asked.Where(r => r.Service is not null)];
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Progress.progress"));
        var p = command.Parameters;
        p.AddWithValue("county", county);
        p.AddWithValue("asOf", question.AsOf);
        p.AddWithValue("by", question.By ?? "");
        p.AddWithValue("denominator", question.Denominator);
        p.AddWithValue("forecast", question.Forecast);
        p.AddWithValue("rules", Array.ConvertAll(rules, r => r.Rule));
        p.AddWithValue("subjects", Array.ConvertAll(rules, r => r.Subject));
        p.AddWithValue("services", Array.ConvertAll(rules, r => r.Service!));
        p.AddWithValue("thresholds", Array.ConvertAll(rules, r => r.MinHouseholds));
        p.AddWithValue("poorOnly", Array.ConvertAll(rules, r => r.PoorOnly));
        Dictionary<string, List<RuleCount>> counts = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            if (!counts.TryGetValue(r.Get<string>("rule"), out var list))
                counts[r.Get<string>("rule")] = list = [];
            list.Add(
                new(
                    r.Find<string>("area"),
                    r.Find<string>("name"),
                    r.Get<long>("total"),
                    r.Get<long>("met"),
                    r.Get<long>("not_met"),
                    r.Get<long>("unknown"),
                    r.Get<long>("conflicts"),
                    r.Get<long>("households"),
                    r.Get<long>("households_met"),
                    r.Get<long>("poor_population"),
                    r.Get<long>("poor_population_met")
                )
            );
        }

        return counts;
    }

    /// <summary>The statement for the numbers of the whole county, with what the standard says they count.</summary>
    internal static NpgsqlCommand CreateMeasures(
        Database database,
        Standard standard,
        string county,
        ProgressQuestion question
    )
    {
        var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Timelines.measures"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", question.AsOf);
        command.Parameters.AddWithValue("by", question.By ?? "");
        command.Parameters.AddWithValue("zone", CountyClock.Zone.Id);
        command.Parameters.AddWithValue("forecast", question.Forecast);
        var (exits, zones, _) = standard.Measures;
        command.Parameters.AddWithValue("passable", standard.Uses.PassableRoad);
        command.Parameters.AddWithValue("exitsFrom", exits.FromYear);
        command.Parameters.AddWithValue("areaMu", zones.AreaMu);
        command.Parameters.AddWithValue("poorPersons", zones.PoorPersons);
        return command;
    }

    private static async Task<ILookup<string, Measure>> MeasuresAsync(
        Database database,
        Standard standard,
        string county,
        ProgressQuestion question,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateMeasures(database, standard, county, question);
        List<Measure> measures =
        [
            .. await CountQuery.RunAsync(database, standard.Counts, county, question, cancellationToken),
        ];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            measures.Add(
                new(
                    r.Get<string>("measure"),
                    r.Get<double>("value"),
                    r.FindValue<double>("whole"),
                    r.Get<long>("unknown")
                )
                {
                    Code = r.Find<string>("area"),
                    AreaName = r.Find<string>("name"),
                    Things = r.Get<long>("things"),
                    UnknownOutOf = r.Get<double>("unknown_whole"),
                    LeastYear = r.FindValue<double>("least_year"),
                    AverageYear = r.FindValue<double>("average_year"),
                }
            );
        return measures.ToLookup(m => m.Name);
    }
}
