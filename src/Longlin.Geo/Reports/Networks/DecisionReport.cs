using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Networks;

/// <summary>What confirming or refusing breaks changes, or would change.</summary>
/// <param name="Import">The number to undo it by; null in a preview and where nothing changed.</param>
/// <param name="Households">Households of the hamlets whose verdict changes.</param>
/// <param name="Items">The hamlets whose verdict, computed from the network, changes.</param>
public sealed record DecisionDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    bool Synthetic,
    string Service,
    string Decision,
    bool DryRun,
    long? Import,
    IReadOnlyList<string> Ids,
    int Hamlets,
    long Households,
    IReadOnlyList<DecisionEffect> Items
);

/// <summary>A hamlet whose verdict changes.</summary>
public sealed record DecisionEffect(string Code, int? Households, string Before, string After);

/// <summary>Confirms or refuses suspected breaks: rows of the layer <c>joints</c>, undone like an import.</summary>
public static class DecisionReport
{
    /// <summary>The layer of the decisions.</summary>
    public const string Layer = "joints";

    private const int MostReason = 500;
    private const int MostIds = 10_000;

    /// <summary>Reads the request, tells what changes, and writes unless it is a preview.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="rule">The service whose network it is.</param>
    /// <param name="confirm">Whether the links are joined; otherwise they are apart.</param>
    /// <param name="request">Which breaks, and why.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="readCounty">Gives the county's rows.</param>
    /// <param name="cancellationToken">Takes everything back.</param>
    public static async Task<(DecisionDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        ServiceRule rule,
        bool confirm,
        DecisionRequest request,
        string actor,
        Func<CancellationToken, Task<CountyData>> readCounty,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. (request.Ids ?? []).Distinct()];
        if (Check(request, ids) is { } fault)
            return (null, fault);
        var data = await readCounty(cancellationToken);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var day = request.AsOf ?? data.DataDate;
        var known = NetworkBreaks
            .Find(rule, standard, data, day, cancellationToken)
            .Where(b => b.Id is not null)
            .GroupBy(b => b.Id!)
            .ToDictionary(g => g.Key, g => g.First());
        if (ids.FirstOrDefault(id => !known.ContainsKey(id)) is { } unknown)
            return (
                null,
                new(
                    "ids",
                    new(
                        $"{day:yyyy-MM-dd} 没有疑似断点 {unknown}",
                        $"there is no suspected break {unknown} on {day:yyyy-MM-dd}"
                    ),
                    NotFound: true
                )
            );
        Joint[] decided =
        [
            .. ids.Select((id, i) => Decide(known[id], rule, confirm, int.MaxValue + 1L + i, actor, request.Reason)),
        ];
        var effects = NetworkBreaks.Effects(
            rule,
            data,
            [.. data.Joints.Where(j => !ids.Contains(j.Code)), .. decided],
            day,
            cancellationToken
        );
        var import = request.DryRun
            ? null
            : await FeatureBatch.RunAsync(
                database,
                database.Catalog[Layer],
                [.. decided.Select(Row)],
                $"joints ({rule.Service}): {Word(confirm)} {ids.Length}",
                actor,
                cancellationToken
            );
        return (
            new(
                standard.Name,
                standard.Version,
                day,
                data.DataDate,
                day > data.DataDate,
                county.Synthetic,
                rule.Service,
                Word(confirm),
                request.DryRun,
                import,
                ids,
                effects.Count,
                effects.Sum(e => (long)(e.Households ?? 0)),
                [.. effects.Select(e => new DecisionEffect(e.Code, e.Households, e.Before.Code(), e.After.Code()))]
            ),
            null
        );
    }

    private static ParameterFault? Check(DecisionRequest request, string[] ids) =>
        ids.Length == 0 ? new("ids", new("请给出要认定的断点编号", "give the ids of the breaks"))
        : ids.Length > MostIds ? new("ids", new($"一次最多 {MostIds} 个", $"at most {MostIds} at a time"))
        : !request.DryRun && string.IsNullOrWhiteSpace(request.Reason)
            ? new("reason", new("请说明理由，如“实地核查”", "say why, for instance \"seen on the spot\""))
        : request.Reason is { Length: > MostReason }
            ? new("reason", new($"最多 {MostReason} 字", $"at most {MostReason} characters"))
        : null;

    private static Joint Decide(
        NetworkFinding found,
        ServiceRule rule,
        bool confirm,
        long id,
        string actor,
        string? reason
    ) =>
        new(
            id,
            found.Id!,
            rule.Layer,
            found.Code,
            found.Id![(found.Code.Length + 1)..^(found.ToCode!.Length + 1)],
            found.ToCode,
            confirm,
            DateSet.Always,
            actor,
            reason
        );

    private static FeatureRecord Row(Joint joint) =>
        new(
            new Dictionary<string, object?>
            {
                ["code"] = joint.Code,
                ["status"] = "open",
                ["layer"] = joint.Layer,
                ["code_a"] = joint.CodeA,
                ["end_a"] = joint.At,
                ["code_b"] = joint.CodeB,
                ["decision"] = Word(joint.Confirmed),
                ["decided_by"] = joint.DecidedBy,
                ["reason"] = joint.Reason,
            },
            null
        );

    private static string Word(bool confirm) => confirm ? "confirmed" : "refused";
}
