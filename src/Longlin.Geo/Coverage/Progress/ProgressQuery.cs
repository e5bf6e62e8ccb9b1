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
        "hardened_share",
        "tap_share",
        "fibre_household_share",
        "rural_access_share",
    ];

    /// <summary>Asks the store.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="by"><c>township</c>, <c>village</c>, or null for the county alone.</param>
    /// <param name="readCounty">Gives the county's rows, for rules that the network answers on the day.</param>
    /// <param name="cancellationToken">Stops the statements.</param>
    public static async Task<Progress> RunAsync(
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        string? by,
        Func<CancellationToken, Task<CountyData>> readCounty,
        CancellationToken cancellationToken
    )
    {
        var counts = await CountsAsync(database, standard, county, asOf, by, cancellationToken);
        foreach (var rule in standard.Rules)
        {
            if (standard.Checks.FirstOrDefault(c => c.Service == rule.Service && c.Ways is not null) is { } links)
                counts[rule.Rule] = LinkQuery.Count(
                    LinkQuery.All(standard, links, await readCounty(cancellationToken), asOf, cancellationToken),
                    by
                );
        }

        var measures = await MeasuresAsync(database, standard, county, asOf, cancellationToken);
        return new(
            [
                .. standard.Rules.Select(r =>
                    Stand(
                        r,
                        counts.GetValueOrDefault(r.Rule) ?? [],
                        r.Measure is null ? null : measures[r.Measure.Name],
                        asOf
                    )
                ),
            ],
            [.. RateNames.Select(n => measures[n])]
        );
    }

    private static RuleProgress Stand(CoverageRule rule, List<RuleCount> counts, Measure? number, DateOnly asOf)
    {
        if (asOf < rule.EffectiveFrom || asOf > rule.EffectiveUntil)
            return new(rule, RuleStanding.NotInForce, [], null, null);
        var (lacking, unknown) = number is null
            ? (counts.Count == 0 ? 0 : counts[0].NotMet, counts.Count == 0 ? 1 : counts[0].Unknown)
            : Lacking(rule.Measure!, number);
        var enough =
            rule.PassRatio is { } share
            && counts.Count > 0
            && counts[0].Total > 0
            && counts[0].Met >= share * counts[0].Total;
        var standing =
            enough ? RuleStanding.Met
            : lacking > 0
                ? asOf > rule.Deadline ? RuleStanding.Overdue
                    : RuleStanding.Open
            : unknown > 0 ? RuleStanding.Unknown
            : RuleStanding.Met;
        double? perMonth =
            lacking > 0 && !enough && rule.Deadline is { } deadline && deadline > asOf
                ? lacking / Math.Max(1, (deadline.DayNumber - asOf.DayNumber) / 30.4375)
                : null;
        return new(rule, standing, counts, number, perMonth);
    }

    private static (double Lacking, long Unknown) Lacking(MeasureTarget target, Measure number)
    {
        var lacking =
            Math.Max(0, (target.AtLeast ?? number.Value) - number.Value)
            + Math.Max(0, number.Value - (target.AtMost ?? number.Value));
        if (target is { AtLeast: null, AtMost: null })
            lacking = (number.OutOf ?? number.Value) - number.Value - number.Unknown;
        if (lacking <= 0 && target.PerYear is { } yearly && number.LeastYear < yearly)
            lacking = yearly - number.LeastYear.Value;
        // Unknown rows can only lift a sum: what is reached stays reached, what must fall to zero is not known to have
        // fallen.
        return (lacking, target.AtMost is not null || target is { AtLeast: null } ? number.Unknown : 0);
    }

    private static async Task<Dictionary<string, List<RuleCount>>> CountsAsync(
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        string? by,
        CancellationToken cancellationToken
    )
    {
        CoverageRule[] rules = [.. standard.Rules.Where(r => r.Service is not null)];
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Progress.progress"));
        var p = command.Parameters;
        p.AddWithValue("county", county);
        p.AddWithValue("asOf", asOf);
        p.AddWithValue("by", by ?? "");
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
    internal static NpgsqlCommand CreateMeasures(Database database, Standard standard, string county, DateOnly asOf)
    {
        var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Timelines.measures"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.AddWithValue("zone", CountyClock.Zone.Id);
        var (exits, zones, hardened) = standard.Measures;
        command.Parameters.AddWithValue("hardened", standard.HardSurfaces.ToArray());
        command.Parameters.AddWithValue(
            "surfaceBefore",
            standard.Network(standard.Uses.HardenedRoad).Dated!.BeforeDefault
        );
        command.Parameters.AddWithValue("roadClass", hardened.RoadClass);
        command.Parameters.AddWithValue("passable", standard.Uses.PassableRoad);
        command.Parameters.AddWithValue("exitsFrom", exits.FromYear);
        command.Parameters.AddWithValue("areaMu", zones.AreaMu);
        command.Parameters.AddWithValue("poorPersons", zones.PoorPersons);
        return command;
    }

    private static async Task<Dictionary<string, Measure>> MeasuresAsync(
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateMeasures(database, standard, county, asOf);
        Dictionary<string, Measure> measures = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            measures[r.Get<string>("measure")] = new(
                r.Get<string>("measure"),
                r.Get<double>("value"),
                r.FindValue<double>("whole"),
                r.Get<long>("unknown"),
                r.FindValue<double>("pace")
            );
        return measures;
    }
}
