using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports;

/// <summary>The standard in force.</summary>
public sealed record RulesDocument(
    string Standard,
    string Version,
    Bilingual Title,
    string Source,
    ServiceUses Uses,
    IReadOnlyDictionary<string, Bilingual> Bureaus,
    IReadOnlyList<ServiceTitle> Services,
    IReadOnlyList<CoverageRule> Rules,
    IReadOnlyList<CountRule> Counts,
    IReadOnlyList<Contradiction> Contradictions,
    BottleneckRule? Bottleneck,
    UnitCosts? Costs
)
{
    /// <summary>What the service publishes of a standard.</summary>
    public static RulesDocument From(Standard standard) =>
        new(
            standard.Name,
            standard.Version,
            standard.Title,
            standard.Source,
            standard.Uses,
            standard.Bureaus,
            [
                .. standard.All.Select(s => new ServiceTitle(
                    s.Service,
                    s.Title,
                    s.Subjects,
                    (s as ServiceRule)?.Layer,
                    s is ServiceRule { Dated: { } dated }
                        ? new WorkEffect(dated.Column, dated.From, dated.Planned)
                        : null,
                    (s as ServiceRule)?.ReachMetres,
                    (s as ServiceRule)?.ReachVerified,
                    (s as CheckRule)?.Indicators?.Titles,
                    (s as CheckRule)?.Indicators?.Profiles ?? []
                )),
            ],
            [
                .. standard.Rules.Select(r =>
                    r with
                    {
                        EffectiveFrom = r.EffectiveFrom ?? standard.EffectiveFrom,
                        EffectiveUntil = r.EffectiveUntil ?? standard.EffectiveUntil,
                    }
                ),
            ],
            standard.Counts,
            standard.Contradictions,
            standard.Bottleneck,
            standard.Costs
        );
}

/// <summary>A service by name.</summary>
/// <param name="Layer">The layer of its links and devices; null where it is no network.</param>
/// <param name="Indicators">The columns of hamlets that are judged, with their names; null where none are.</param>
/// <param name="Improves">What finished work changes on its links; null where it only opens them.</param>
public sealed record ServiceTitle(
    string Service,
    Bilingual Title,
    IReadOnlyList<string> Subjects,
    string? Layer,
    WorkEffect? Improves,
    double? ReachMetres,
    bool? ReachVerified,
    IReadOnlyDictionary<string, Bilingual>? Indicators,
    IReadOnlyList<IndicatorProfile> Profiles
);

/// <summary>What finished work sets on a link.</summary>
/// <param name="Column">The attribute.</param>
/// <param name="DateColumn">The column of the day since when it holds.</param>
/// <param name="Value">What it becomes.</param>
public sealed record WorkEffect(string Column, string DateColumn, string Value);
