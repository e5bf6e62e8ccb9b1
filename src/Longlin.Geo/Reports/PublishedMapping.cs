using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
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

    /// <summary>The machine word of a verdict.</summary>
    public static string Word(Verdict verdict) => verdict.Code();

    /// <summary>The rules of the mapping.</summary>
    public static TypeAdapterConfig Configuration()
    {
        TypeAdapterConfig config = new() { RequireExplicitMapping = true, RequireDestinationMemberSource = true };
        config
            .NewConfig<Gap, GapItem>()
            .Map(d => d.Verdict, s => s.Verdict.Code())
            .Map(d => d.Reason, s => s.Reason.Code())
            .Map(d => d.CostYuan, s => (decimal?)null)
            .Map(d => d.ExistingCostYuan, s => (decimal?)null);
        config.Compile();
        return config;
    }
}
