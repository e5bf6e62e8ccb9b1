using System.Text.Json.Serialization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Rules.Standards;

/// <summary>One standard: services and rules from one file of <c>data/standards/</c>.</summary>
public sealed record Standard
{
    /// <summary>Machine name of the standard; also its file's.</summary>
    [JsonPropertyName("standard")]
    public required string Name { get; init; }

    /// <summary>Version; every answer names it.</summary>
    public required string Version { get; init; }

    /// <summary>Title for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>The document it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The day before the standard began to count: improvements are counted from here on.</summary>
    public required DateOnly Baseline { get; init; }

    /// <summary>Which services the fixed questions are about.</summary>
    public required ServiceUses Uses { get; init; }

    private const double DefaultBuildWeight = 1.6;

    /// <summary>When a road lies near.</summary>
    public required NearRoadRule NearRoad { get; init; }

    /// <summary>What the numbers of the whole county count.</summary>
    public required MeasureRules Measures { get; init; }

    /// <summary>The services.</summary>
    public required IReadOnlyList<ServiceRule> Services { get; init; }

    /// <summary>Services that are not networks.</summary>
    public IReadOnlyList<CheckRule> Checks { get; init; } = [];

    /// <summary>The rules.</summary>
    public required IReadOnlyList<CoverageRule> Rules { get; init; }

    /// <summary>What a bottleneck is; null when bottlenecks are not reported.</summary>
    public BottleneckRule? Bottleneck { get; init; }

    /// <summary>When a dead end has a candidate link to fix it.</summary>
    public required DeadEndRule DeadEnd { get; init; }

    /// <summary>What a suspected break means for the places behind it.</summary>
    public required SuspectedBreakRule SuspectedBreaks { get; init; }

    /// <summary>Which hamlets lie below a dangerous reservoir.</summary>
    public required ReservoirRule Reservoir { get; init; }

    /// <summary>Numbers that are counted from facilities or zones.</summary>
    public IReadOnlyList<CountRule> Counts { get; init; } = [];

    /// <summary>What people call the bureaus that rules name; one that is not here is shown by its machine name.</summary>
    public IReadOnlyDictionary<string, Bilingual> Bureaus { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>First day of force of the rules that name none of their own.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Last day of force of the rules that name none of their own; null: none.</summary>
    public DateOnly? EffectiveUntil { get; init; }

    /// <summary>Figures that the document states twice with different values; none is chosen.</summary>
    public IReadOnlyList<Contradiction> Contradictions { get; init; } = [];

    /// <summary>Unit costs; null when they were not loaded.</summary>
    [JsonIgnore]
    public UnitCosts? Costs { get; init; }

    /// <summary>Rules of relocation; null when they were not loaded.</summary>
    [JsonIgnore]
    public RelocationRules? Relocating { get; init; }

    /// <summary>How sites are scored; null when it was not loaded.</summary>
    [JsonIgnore]
    public SitingRules? Siting { get; init; }

    /// <summary>Every service by name, networks first.</summary>
    [JsonIgnore]
    public IReadOnlyList<NamedService> All => _all ??= [.. Services, .. Checks];

    private IReadOnlyList<NamedService>? _all;

    /// <summary>
    /// Which service a place has because it has another, those first that others follow from. Holds what follows over
    /// several steps.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<(string Service, string Implied)> Implications => _implications ??= FindImplications();

    private IReadOnlyList<(string, string)>? _implications;

    private List<(string, string)> FindImplications()
    {
        List<(string Service, string Implied)> found = [];
        HashSet<string> done = [];
        foreach (var service in All)
            Visit(service);
        return found;

        // What implies a service comes before what follows from it. StandardCheck refuses circles.
        void Visit(NamedService service)
        {
            if (!done.Add(service.Service))
                return;
            foreach (var cause in All.Where(s => s.Implies.Contains(service.Service)))
            {
                Visit(cause);
                found.AddRange(
                    found
                        .Where(f => f.Implied == cause.Service)
                        .Select(f => (f.Service, service.Service))
                        .Append((cause.Service, service.Service))
                        .Except(found)
                        .ToList()
                );
            }
        }
    }

    /// <summary>The network service that a question is about.</summary>
    /// <param name="service">Its name, one of <see cref="Uses"/>.</param>
    public ServiceRule Network(string service) => Services.First(s => s.Service == service);

    /// <summary>What a metre to build costs in metres to upgrade: the ratio of the service's prices, or 1.6 (that of
    /// roads) where it has none. One figure for gaps, fixes and plans.</summary>
    /// <param name="service">Name of the service.</param>
    public double BuildWeight(string service) =>
        Costs?.Services.GetValueOrDefault(service) is { UpgradeYuanPerMetre: > 0, BuildYuanPerMetre: > 0 } price
            ? price.BuildYuanPerMetre / price.UpgradeYuanPerMetre
            : DefaultBuildWeight;

    /// <summary>The words that make a road hardened.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> HardSurfaces => Network(Uses.HardenedRoad).Links!.In!;

    /// <summary>The surface that a planned hardening is taken to leave.</summary>
    [JsonIgnore]
    public string PlannedSurface => Network(Uses.HardenedRoad).Dated!.Planned;

    /// <summary>A service by name; null when there is none.</summary>
    public NamedService? Find(string service) => All.FirstOrDefault(s => s.Service == service);

    /// <summary>
    /// Distances at which line ends of a layer join or are reported as suspected breaks; null where no service uses its
    /// lines.
    /// </summary>
    public BreakTolerance? BreaksOf(string layer) =>
        Services.FirstOrDefault(s => s.Layer == layer) is { } service
            ? new(service.JoinMetres, service.SuspectedBreakMetres)
            : null;
}
