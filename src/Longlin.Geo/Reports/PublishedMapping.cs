using Longlin.Geo.Coverage;
using Longlin.Geo.Reports.Gaps;
using Mapster;
using MapsterMapper;

namespace Longlin.Geo.Reports;

/// <summary>
/// Domain records to published ones: every field named or of the same name, checked when it is compiled.
/// </summary>
public static class PublishedMapping
{
    /// <summary>The mapper of every edge.</summary>
    public static IMapper Mapper { get; } = new Mapper(Configuration());

    /// <summary>The words of the verdicts.</summary>
    public static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Met => "met",
            Verdict.NotMet => "not_met",
            Verdict.Unknown => "unknown",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };

    /// <summary>The rules of the mapping.</summary>
    public static TypeAdapterConfig Configuration()
    {
        TypeAdapterConfig config = new() { RequireExplicitMapping = true, RequireDestinationMemberSource = true };
        config
            .NewConfig<Gap, GapItem>()
            .Map(d => d.Verdict, s => Word(s.Verdict))
            .Map(d => d.CostYuan, s => (decimal?)null);
        config.Compile();
        return config;
    }
}
