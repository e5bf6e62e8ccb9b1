using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>Point sources or devices of a service.</summary>
public sealed record DeviceRule
{
    /// <summary>The values of the layer's column <c>kind</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>A link within this many metres joins it.</summary>
    public required double JoinMetres { get; init; }

    /// <summary>It serves places within this many metres; the asset's own <c>reach_m</c> goes before it.</summary>
    public double ReachMetres { get; init; }

    /// <summary>The same for hamlets marked dispersed.</summary>
    public double DispersedReachMetres { get; init; }

    /// <summary>Whether it serves without being joined.</summary>
    public bool Standalone { get; init; }

    /// <summary>When it works; null: whenever it is open.</summary>
    public Condition? When { get; init; }

    /// <summary>The layer it stands in; null: that of the links.</summary>
    public string? Layer { get; init; }
}

/// <summary>An attribute of the hamlet itself that says it is served: as many households as it has.</summary>
/// <param name="Column">Households that have the service.</param>
public sealed record DeclaredColumn(string Column);

/// <summary>Something that a place has or lacks.</summary>
public abstract record NamedService
{
    /// <summary>Its machine name: road, access, power, water …</summary>
    public required string Service { get; init; }

    /// <summary>Its name for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>What an unknown verdict asks for, and of whom.</summary>
    public required Bilingual Missing { get; init; }

    /// <summary>Whom it is asked for: hamlet, village, township, base.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = ["hamlet", "village"];
}

/// <summary>
/// Four indicators, say, of which one that fails decides and one that is missing leaves it open. A village is safe when
/// all its hamlets are.
/// </summary>
/// <param name="Columns">Columns of the hamlets with the words <c>met</c> and <c>not_met</c>.</param>
/// <param name="Profiles">What the indicators meant, by date.</param>
public sealed record IndicatorForm(IReadOnlyList<string> Columns, IReadOnlyList<IndicatorProfile> Profiles);

/// <summary>What a bureau had to find for an indicator to be met, from a day on.</summary>
/// <param name="From">First day; null: always.</param>
/// <param name="Text">The thresholds in words, with their source.</param>
/// <param name="Verified">Whether they were checked against a public source.</param>
public sealed record IndicatorProfile(DateOnly? From, Bilingual Text, bool Verified);

/// <summary>A facility inside the area: by its own village code, else by its place.</summary>
/// <param name="Layer">The layer of the facilities.</param>
/// <param name="Kinds">The values of its column <c>kind</c>.</param>
/// <param name="When">When it counts; null: whenever it is open.</param>
public sealed record InsideForm(string Layer, IReadOnlyList<string> Kinds, Condition? When);

/// <summary>
/// Ways between neighbours: a village and its township, two villages whose outlines touch. Open when a way leads over
/// the service's links and holds no bottleneck.
/// </summary>
/// <param name="Over">The network service whose links the ways run over.</param>
public sealed record WayForm(string Over);

/// <summary>A service that is no network. Exactly one of its forms is given.</summary>
public sealed record CheckRule : NamedService
{
    /// <summary>Indicators of the hamlet.</summary>
    public IndicatorForm? Indicators { get; init; }

    /// <summary>A facility inside the area.</summary>
    public InsideForm? Inside { get; init; }

    /// <summary>Ways between neighbours, answered from the network on the day that is asked for.</summary>
    public WayForm? Ways { get; init; }
}

/// <summary>Seats of areas as sources.</summary>
public sealed record SeatRule(string Level, double JoinMetres);

/// <summary>
/// An attribute that changed once, on a day written in the same row; planned works change it to
/// <paramref name="Planned"/> on their due day.
/// </summary>
public sealed record DatedColumn(string Column, string From, string Before, string BeforeDefault, string Planned);

/// <summary>One service as a network: sources, links, devices and reach.</summary>
public sealed record ServiceRule : NamedService
{
    /// <summary>The layer of its links and devices.</summary>
    public required string Layer { get; init; }

    /// <summary>Whether a link serves the places within its reach; otherwise only devices do.</summary>
    public required bool LinksServe { get; init; }

    /// <summary>Ends this near to each other join, metres.</summary>
    public required double JoinMetres { get; init; }

    /// <summary>Larger gaps up to this are reported, never bridged, metres.</summary>
    public required double SuspectedBreakMetres { get; init; }

    /// <summary>Reach from a place's point, metres.</summary>
    public required double ReachMetres { get; init; }

    /// <summary>Reach from a place's footprint, metres.</summary>
    public required double FootprintReachMetres { get; init; }

    /// <summary>Whether the reach was checked against a public source.</summary>
    public required bool ReachVerified { get; init; }

    /// <summary>Seats that are sources, or null.</summary>
    public SeatRule? Seats { get; init; }

    /// <summary>Devices that are sources, or null.</summary>
    public DeviceRule? Sources { get; init; }

    /// <summary>The boolean column that marks a link as a source, or null.</summary>
    public string? SourceLinkColumn { get; init; }

    /// <summary>The kinds that are links; null: every row of the layer.</summary>
    public IReadOnlyList<string>? LinkKinds { get; init; }

    /// <summary>When a link is usable; null: whenever it is open.</summary>
    public Condition? Links { get; init; }

    /// <summary>An attribute of the links with a date of its own, or null.</summary>
    public DatedColumn? Dated { get; init; }

    /// <summary>Devices that hand the service on to places.</summary>
    public IReadOnlyList<DeviceRule> Servers { get; init; } = [];

    /// <summary>Whether every usable link is a source: a bus that runs comes from somewhere.</summary>
    public bool LinksAreSources { get; init; }

    /// <summary>An attribute of the hamlet that says it is served, or null.</summary>
    public DeclaredColumn? Declared { get; init; }

    /// <summary>The layers it is read from.</summary>
    [JsonIgnore]
    public IEnumerable<string> Layers =>
        Servers.Select(d => d.Layer).Append(Sources?.Layer).OfType<string>().Prepend(Layer).Distinct();
}

/// <summary>
/// How near the ends of a network's lines lie when they join, and when they only look as if they should.
/// </summary>
/// <param name="JoinMetres">Up to here they join.</param>
/// <param name="SuspectedMetres">Up to here a gap is reported, never bridged.</param>
public sealed record BreakTolerance(double JoinMetres, double SuspectedMetres);

/// <summary>A number of the whole county that a rule names.</summary>
/// <param name="Name">What is measured: dangerous_houses, persons_moved, villages_exited, demonstration_zones.</param>
/// <param name="AtLeast">Met from here on, or null.</param>
/// <param name="AtMost">Met down to here, or null.</param>
/// <param name="PerYear">The least that every past year must have brought, or null.</param>
public sealed record MeasureTarget(string Name, double? AtLeast = null, double? AtMost = null, double? PerYear = null);

/// <summary>One rule of the Decision: a service for subjects, or a number for the county.</summary>
public sealed record CoverageRule
{
    /// <summary>Its machine name.</summary>
    public required string Rule { get; init; }

    /// <summary>hamlet, village, township, base, link, vacated or county.</summary>
    public required string Subject { get; init; }

    /// <summary>Smallest number of households of a hamlet; 0: any.</summary>
    public int MinHouseholds { get; init; }

    /// <summary>Only hamlets with poor persons, or poor villages.</summary>
    public bool PoorOnly { get; init; }

    /// <summary>The service asked for; null for a measure.</summary>
    public string? Service { get; init; }

    /// <summary>The number asked for; null for a service.</summary>
    public MeasureTarget? Measure { get; init; }

    /// <summary>The last day on which it may still be unmet; null where the Decision names none.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>The share that passes; null where the Decision gives no number, and then none is made up.</summary>
    public double? PassRatio { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Bureau { get; init; }

    /// <summary>The clause, word for word.</summary>
    public required string Clause { get; init; }

    /// <summary>First day of its force; null: that of the standard.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Last day of its force; null: none.</summary>
    public DateOnly? EffectiveUntil { get; init; }
}

/// <summary>From where on a stretch of the best way between a village and its township is a bottleneck 瓶颈路.</summary>
/// <param name="SurfaceWidthMetres">Narrower surfaces are.</param>
/// <param name="RoadbedWidthMetres">Narrower roadbeds are.</param>
/// <param name="GradePct">Steeper stretches are.</param>
/// <param name="RadiusMetres">Tighter bends are.</param>
/// <param name="Required">Columns without which nobody can say that a stretch is none.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record BottleneckRule(
    double SurfaceWidthMetres,
    double RoadbedWidthMetres,
    double GradePct,
    double RadiusMetres,
    IReadOnlyList<string> Required,
    bool Verified
);

/// <summary>
/// When a dead end 断头路 has a candidate to mend it: a line near to it in a straight line and far by road.
/// </summary>
/// <param name="NearMetres">At most this far in a straight line.</param>
/// <param name="Detour">More than this many times as far by road.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record DeadEndRule(double NearMetres, double Detour, bool Verified);

/// <summary>Which dangerous reservoirs endanger which hamlets.</summary>
/// <param name="WithinMetres">Hamlets up to this far in a straight line that lie lower.</param>
/// <param name="Dangerous">The words of the column <c>danger_class</c> that say a dam is dangerous.</param>
/// <param name="Verified">Whether the number was checked against a public source.</param>
public sealed record ReservoirRule(double WithinMetres, IReadOnlyList<string> Dangerous, bool Verified);

/// <summary>One standard: services and rules, read strictly from one file of <c>data/standards/</c>.</summary>
public sealed record Standard
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Machine name of the standard; also its file's.</summary>
    [JsonPropertyName("standard")]
    public required string Name { get; init; }

    /// <summary>Version; every answer names it.</summary>
    public required string Version { get; init; }

    /// <summary>Title for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>The document it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The services.</summary>
    public required IReadOnlyList<ServiceRule> Services { get; init; }

    /// <summary>Services that are no networks.</summary>
    public IReadOnlyList<CheckRule> Checks { get; init; } = [];

    /// <summary>The rules.</summary>
    public required IReadOnlyList<CoverageRule> Rules { get; init; }

    /// <summary>What a bottleneck is; null: none are looked for.</summary>
    public BottleneckRule? Bottleneck { get; init; }

    /// <summary>Which dead ends have a candidate to mend them.</summary>
    public required DeadEndRule DeadEnd { get; init; }

    /// <summary>Which hamlets lie below a reservoir.</summary>
    public required ReservoirRule Reservoir { get; init; }

    /// <summary>Figures that the document gives twice and differently; none is chosen.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <summary>What a metre costs; null where no costs are read.</summary>
    [JsonIgnore]
    public UnitCosts? Costs { get; init; }

    /// <summary>Who should move, where to, and what it costs; null where it is not read.</summary>
    [JsonIgnore]
    public RelocationRules? Relocating { get; init; }

    /// <summary>Where people may move to; null where it was not read.</summary>
    [JsonIgnore]
    public SitingRules? Siting { get; init; }

    /// <summary>Every service by name, networks first.</summary>
    [JsonIgnore]
    public IReadOnlyList<NamedService> All => _all ??= [.. Services, .. Checks];

    private IReadOnlyList<NamedService>? _all;

    /// <summary>A service by name; null when there is none.</summary>
    public NamedService? Find(string service) => All.FirstOrDefault(s => s.Service == service);

    /// <summary>
    /// How near ends of a layer's lines join and look as if they should, in metres; null where no service runs on its
    /// lines.
    /// </summary>
    public BreakTolerance? BreaksOf(string layer) =>
        Services.FirstOrDefault(s => s.Layer == layer) is { } service
            ? new(service.JoinMetres, service.SuspectedBreakMetres)
            : null;

    /// <summary>Reads and checks a standard.</summary>
    /// <exception cref="DataFileException">The file is malformed or contradicts itself; the message names file and
    /// place.</exception>
    public static Standard Load(string file, LayerCatalog catalog)
    {
        Standard standard;
        try
        {
            using var stream = File.OpenRead(file);
            standard = JsonSerializer.Deserialize<Standard>(stream, Strict) ?? throw DataFileException.Empty(file);
        }
        catch (JsonException e)
        {
            throw DataFileException.Unreadable(file, e);
        }

        if (standard.Fault(catalog) is { } fault)
            throw new DataFileException(file, fault);
        return standard;
    }

    /// <summary>Reads the standard in force: the one file of the folder.</summary>
    public static Standard LoadFrom(string dataFolder, LayerCatalog catalog)
    {
        var standard = Load(
            Directory
                .EnumerateFiles(Path.Combine(dataFolder, "standards"), "*.json")
                .Order(StringComparer.Ordinal)
                .First(),
            catalog
        );
        return standard with
        {
            Costs = UnitCosts.LoadFrom(dataFolder, standard),
            Relocating = RelocationRules.LoadFrom(dataFolder, standard, catalog),
            Siting = SitingRules.LoadFrom(dataFolder, standard, catalog),
        };
    }

    private Bilingual? Fault(LayerCatalog catalog)
    {
        if (All.GroupBy(s => s.Service).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new($"服务 {twice.Key} 重复", $"duplicate service {twice.Key}");
        if (Rules.GroupBy(r => r.Rule).FirstOrDefault(g => g.Count() > 1) is { } again)
            return new($"规则 {again.Key} 重复", $"duplicate rule {again.Key}");
        foreach (var service in Services)
        {
            if (catalog.Find(service.Layer) is not { } layer)
                return new(
                    $"服务 {service.Service}: 没有图层 {service.Layer}",
                    $"service {service.Service}: there is no layer {service.Layer}"
                );
            foreach (
                var (condition, of) in service
                    .Servers.Append(service.Sources)
                    .OfType<DeviceRule>()
                    .Select(d => (d.When, d.Layer))
                    .Prepend((service.Links, null))
            )
            {
                if (catalog.Find(of ?? service.Layer) is not { } there)
                    return new(
                        $"服务 {service.Service}: 没有图层 {of}",
                        $"service {service.Service}: there is no layer {of}"
                    );
                if (Fault(condition, there) is { } fault)
                    return new($"服务 {service.Service}: {fault.Zh}", $"service {service.Service}: {fault.En}");
            }

            if (service.ReachMetres < 0 || service.FootprintReachMetres < 0 || service.JoinMetres < 0)
                return new(
                    $"服务 {service.Service}: 有距离小于零",
                    $"service {service.Service}: a distance is below zero"
                );
            if (
                service
                    .Servers.Append(service.Sources)
                    .OfType<DeviceRule>()
                    .Any(d => d.JoinMetres < 0 || d.ReachMetres < 0 || d.DispersedReachMetres < 0)
            )
                return new(
                    $"服务 {service.Service}: 设备的距离小于零",
                    $"service {service.Service}: a distance of a device is below zero"
                );
            if (service.Declared is { } declared && catalog["hamlets"].Column(declared.Column) is null)
                return new(
                    $"服务 {service.Service}: 图层 hamlets 没有列 {declared.Column}",
                    $"service {service.Service}: layer hamlets has no column {declared.Column}"
                );
        }

        foreach (var check in Checks)
        {
            if (new object?[] { check.Indicators, check.Inside, check.Ways }.Count(f => f is not null) != 1)
                return new(
                    $"服务 {check.Service} 必须且只能给出 indicators、inside、ways 之一",
                    $"service {check.Service} needs exactly one of indicators, inside, ways"
                );
            if (
                check.Ways is { } ways
                && (Services.All(s => s.Service != ways.Over || s.Layer != "roads") || Bottleneck is null)
            )
                return new(
                    $"服务 {check.Service}: ways 需要一项道路服务和 bottleneck 规则",
                    $"service {check.Service}: ways need a service over roads and the bottleneck rule"
                );
            if (
                check.Indicators is { } indicators
                && indicators.Columns.FirstOrDefault(c => catalog["hamlets"].Column(c) is null) is { } column
            )
                return new(
                    $"服务 {check.Service}: 图层 hamlets 没有列 {column}",
                    $"service {check.Service}: layer hamlets has no column {column}"
                );
            if (check.Inside is not { } inside)
                continue;
            if (catalog.Find(inside.Layer) is not { } layer)
                return new(
                    $"服务 {check.Service}: 没有图层 {inside.Layer}",
                    $"service {check.Service}: there is no layer {inside.Layer}"
                );
            if (inside.Kinds.FirstOrDefault(k => layer.Column("kind")?.Values?.ContainsKey(k) is not true) is { } kind)
                return new(
                    $"服务 {check.Service}: 图层 {layer.Name} 没有类别 {kind}",
                    $"service {check.Service}: layer {layer.Name} has no kind {kind}"
                );
            if (Fault(inside.When, layer) is { } fault)
                return new($"服务 {check.Service}: {fault.Zh}", $"service {check.Service}: {fault.En}");
        }

        if (Bottleneck?.Required.FirstOrDefault(c => catalog["roads"].Column(c) is null) is { } lacking)
            return new($"bottleneck: 图层 roads 没有列 {lacking}", $"bottleneck: layer roads has no column {lacking}");
        if (!(DeadEnd.NearMetres >= 0) || !(DeadEnd.Detour >= 1) || !(Reservoir.WithinMetres >= 0))
            return new(
                "deadEnd 或 reservoir: 距离小于零，或绕行倍数小于一",
                "deadEnd or reservoir: a distance is below zero, or a detour below one"
            );
        return Rules.Select(Fault).FirstOrDefault(f => f is not null);
    }

    private Bilingual? Fault(CoverageRule rule)
    {
        string[] measures =
        [
            "dangerous_houses",
            "persons_moved",
            "villages_exited",
            "demonstration_zones",
            "red_lines",
        ];
        if ((rule.Service is null) == (rule.Measure is null))
            return new(
                $"规则 {rule.Rule} 必须且只能给出 service、measure 之一",
                $"rule {rule.Rule} needs exactly one of service, measure"
            );
        if (rule.MinHouseholds < 0)
            return new($"规则 {rule.Rule}: minHouseholds 小于零", $"rule {rule.Rule}: minHouseholds is below zero");
        if (rule.PassRatio is < 0 or > 1)
            return new(
                $"规则 {rule.Rule}: passRatio 不在 0 与 1 之间",
                $"rule {rule.Rule}: passRatio is not between 0 and 1"
            );
        if (rule.Measure is { } measure)
            return rule.Subject is not ("county" or "vacated")
                    ? new(
                        $"规则 {rule.Rule}: measure 只用于 county 或 vacated",
                        $"rule {rule.Rule}: a measure is of the county or of vacated hamlets"
                    )
                : !measures.Contains(measure.Name)
                    ? new(
                        $"规则 {rule.Rule}: 没有 measure {measure.Name}，可用：{string.Join("、", measures)}",
                        $"rule {rule.Rule}: there is no measure {measure.Name}; use one of: {string.Join(", ", measures)}"
                    )
                : null;
        if (Find(rule.Service!) is not { } service)
            return new(
                $"规则 {rule.Rule}: 没有服务 {rule.Service}，可用：{string.Join("、", All.Select(s => s.Service))}",
                $"rule {rule.Rule}: there is no service {rule.Service}; use one of: {string.Join(", ", All.Select(s => s.Service))}"
            );
        return service.Subjects.Contains(rule.Subject)
            ? null
            : new(
                $"规则 {rule.Rule}: 服务 {rule.Service} 只用于 {string.Join("、", service.Subjects)}",
                $"rule {rule.Rule}: service {rule.Service} is for {string.Join(", ", service.Subjects)}"
            );
    }

    private static Bilingual? Fault(Condition? condition, LayerDescription layer) =>
        condition is null
            ? null
            : condition.Fault()
                ?? (
                    condition.Columns.FirstOrDefault(c => layer.Column(c) is null) is { } column
                        ? new($"图层 {layer.Name} 没有列 {column}", $"layer {layer.Name} has no column {column}")
                        : null
                );
}
