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
    IReadOnlyList<ServiceTitle> Services,
    IReadOnlyList<CoverageRule> Rules,
    IReadOnlyList<string> Contradictions,
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
            [
                .. standard.All.Select(s => new ServiceTitle(
                    s.Service,
                    s.Title,
                    s.Subjects,
                    (s as ServiceRule)?.ReachMetres,
                    (s as ServiceRule)?.ReachVerified,
                    (s as CheckRule)?.Indicators?.Profiles ?? []
                )),
            ],
            standard.Rules,
            standard.Contradictions,
            standard.Bottleneck,
            standard.Costs
        );
}

/// <summary>A service by name.</summary>
public sealed record ServiceTitle(
    string Service,
    Bilingual Title,
    IReadOnlyList<string> Subjects,
    double? ReachMetres,
    bool? ReachVerified,
    IReadOnlyList<IndicatorProfile> Profiles
);
