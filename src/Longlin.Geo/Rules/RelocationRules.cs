using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>A number that a planner may change.</summary>
/// <param name="Value">The number, at least 0.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Verified">Whether it was checked against a public source.</param>
public sealed record Figure(double Value, string Unit, bool Verified);

/// <summary>Harsh conditions 生存条件恶劣: in or near a dangerous zone, or none of the ways to safe water.</summary>
/// <param name="ZoneKinds">Kinds of zones that are dangerous.</param>
/// <param name="WithinMetres">From a zone this near on.</param>
/// <param name="WaterServices">Services of which at least one gives safe water; all of them lacking is harsh.</param>
public sealed record HarshRule(
    IReadOnlyList<string> ZoneKinds,
    Figure WithinMetres,
    IReadOnlyList<string> WaterServices
);

/// <summary>Fragile ecology 生态环境脆弱: the share of the hamlet's ground inside these zones.</summary>
/// <param name="ZoneKinds">Kinds of zones.</param>
/// <param name="Share">From this share on, 0 to 1.</param>
/// <param name="PointRadiusMetres">The ground of a hamlet that is a point: a circle of this radius.</param>
public sealed record FragileRule(IReadOnlyList<string> ZoneKinds, Figure Share, Figure PointRadiusMetres);

/// <summary>Scattered dwellings 居住分散: marked so, or fewer households.</summary>
/// <param name="BelowHouseholds">Fewer households than this.</param>
public sealed record ScatteredRule(Figure BelowHouseholds);

/// <summary>No transport 交通不便: the service not met.</summary>
/// <param name="Service">The service asked for.</param>
public sealed record TransportRule(string Service);

/// <summary>How serving in place is added up.</summary>
/// <param name="OneOf">Groups of services over the same ways: only the dearest of a group counts, since a hardened road
/// is passable too.</param>
public sealed record ServingRule(IReadOnlyList<IReadOnlyList<string>> OneOf);

/// <summary>The five tests of the Decision for who should move.</summary>
/// <param name="RecommendAt">Hamlets that meet this many tests or more are recommended.</param>
public sealed record CandidateRules(
    int RecommendAt,
    HarshRule Harsh,
    FragileRule Fragile,
    ScatteredRule Scattered,
    TransportRule Transport,
    ServingRule Serving
);

/// <summary>What moving costs.</summary>
/// <param name="HousingM2PerPerson">At most 25 m² a person (the national limit of relocation housing).</param>
/// <param name="HousingYuanPerM2">Of new housing.</param>
/// <param name="SiteYuanPerPerson">Land, roads, water, power and public places of the site.</param>
/// <param name="OldHouseYuanPerHousehold">Removal of the old house and reclamation.</param>
/// <param name="MoveYuanPerHousehold">The removal itself.</param>
public sealed record MovingCosts(
    Figure HousingM2PerPerson,
    Figure HousingYuanPerM2,
    Figure SiteYuanPerPerson,
    Figure OldHouseYuanPerHousehold,
    Figure MoveYuanPerHousehold
)
{
    /// <summary>Yuan that moving a household takes; null where its size is not known.</summary>
    /// <param name="households">Of the hamlet.</param>
    /// <param name="population">Of the hamlet.</param>
    public decimal? PerHousehold(int? households, int? population) =>
        households is > 0 && population is > 0
            ? decimal.Round(
                (decimal)(
                    population.Value
                        / (double)households.Value
                        * (HousingM2PerPerson.Value * HousingYuanPerM2.Value + SiteYuanPerPerson.Value)
                    + OldHouseYuanPerHousehold.Value
                    + MoveYuanPerHousehold.Value
                ),
                0
            )
            : null;
}

/// <summary>What a person takes at a site, and how ways are weighed.</summary>
/// <param name="SchoolAgeShare">Of all persons, 0 to 1.</param>
/// <param name="WaterLitresPerPersonDay">Litres.</param>
/// <param name="StraightLineFactor">Where no road leads, the straight line times this stands for the way.</param>
/// <param name="OpeningPersonMetres">Opening a site that is not open yet weighs as much as these person metres.</param>
public sealed record AssignmentRules(
    Figure SchoolAgeShare,
    Figure WaterLitresPerPersonDay,
    Figure StraightLineFactor,
    Figure OpeningPersonMetres
);

/// <summary>A facility that must be near a site by the network.</summary>
public sealed record NearFacility(string Name, Bilingual Title, IReadOnlyList<string> Kinds, Figure WithinMetres);

/// <summary>What must be there on the day people move in.</summary>
public sealed record ReadinessRules(IReadOnlyList<string> Services, IReadOnlyList<NearFacility> Facilities);

/// <summary>How a red line 红线 is proposed and what may be built inside.</summary>
/// <param name="FootprintBufferMetres">Around a footprint.</param>
/// <param name="GroundM2PerHousehold">Ground of a household, where only a point is known.</param>
/// <param name="AllowedWorkKinds">Works that restore the land: not forbidden inside.</param>
public sealed record RedLineRules(
    Figure FootprintBufferMetres,
    Figure GroundM2PerHousehold,
    IReadOnlyList<string> AllowedWorkKinds
);

/// <summary>Everything about relocation that a planner may change, from <c>data/siting/relocation.json</c>.</summary>
public sealed record RelocationRules
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Machine name.</summary>
    [JsonPropertyName("relocation")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>What to know about the numbers.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>Who should move.</summary>
    public required CandidateRules Candidates { get; init; }

    /// <summary>What moving costs.</summary>
    public required MovingCosts Moving { get; init; }

    /// <summary>Who goes where.</summary>
    public required AssignmentRules Assignment { get; init; }

    /// <summary>What must be there.</summary>
    public required ReadinessRules Readiness { get; init; }

    /// <summary>What is left behind.</summary>
    public required RedLineRules RedLine { get; init; }

    /// <summary>Reads and checks the rules in force.</summary>
    /// <exception cref="DataFileException">The file is malformed, or names a service or a kind that does not
    /// exist.</exception>
    public static RelocationRules LoadFrom(string dataFolder, Standard standard, LayerCatalog catalog)
    {
        var file = Path.Combine(dataFolder, "siting", "relocation.json");
        try
        {
            using var stream = File.OpenRead(file);
            var rules =
                JsonSerializer.Deserialize<RelocationRules>(stream, Strict) ?? throw DataFileException.Empty(file);
            return rules.Fault(standard, catalog) is { } fault ? throw new DataFileException(file, fault) : rules;
        }
        catch (JsonException e)
        {
            throw DataFileException.Unreadable(file, e);
        }
    }

    private Bilingual? Fault(Standard standard, LayerCatalog catalog)
    {
        Figure[] figures =
        [
            Candidates.Harsh.WithinMetres,
            Candidates.Fragile.Share,
            Candidates.Fragile.PointRadiusMetres,
            Candidates.Scattered.BelowHouseholds,
            Moving.HousingM2PerPerson,
            Moving.HousingYuanPerM2,
            Moving.SiteYuanPerPerson,
            Moving.OldHouseYuanPerHousehold,
            Moving.MoveYuanPerHousehold,
            Assignment.SchoolAgeShare,
            Assignment.WaterLitresPerPersonDay,
            Assignment.StraightLineFactor,
            Assignment.OpeningPersonMetres,
            RedLine.FootprintBufferMetres,
            RedLine.GroundM2PerHousehold,
            .. Readiness.Facilities.Select(f => f.WithinMetres),
        ];
        if (figures.FirstOrDefault(f => !(f.Value >= 0) || !double.IsFinite(f.Value)) is { } below)
            return new($"有数值（{below.Unit}）小于零", $"a figure ({below.Unit}) is below zero");
        if (
            ((Figure[])[Candidates.Fragile.Share, Assignment.SchoolAgeShare]).FirstOrDefault(f => f.Value > 1) is
            { } above
        )
            return new($"占比 {above.Value} 大于 1", $"a share of {above.Value} is above 1");
        if (
            (
                (Figure[])
                    [
                        Candidates.Fragile.PointRadiusMetres,
                        Moving.HousingM2PerPerson,
                        Assignment.SchoolAgeShare,
                        Assignment.WaterLitresPerPersonDay,
                        RedLine.GroundM2PerHousehold,
                    ]
            ).FirstOrDefault(f => f.Value <= 0) is
            { } zero
        )
            return new($"作除数的数值（{zero.Unit}）为零", $"a figure ({zero.Unit}) that is divided by is zero");
        if (Assignment.StraightLineFactor.Value < 1)
            return new("straightLineFactor 小于 1", "straightLineFactor is below 1");
        if (Candidates.RecommendAt is < 1 or > 5)
            return new("recommendAt 不在 1 到 5 之间", "recommendAt is not 1 to 5");
        var services = Candidates
            .Harsh.WaterServices.Append(Candidates.Transport.Service)
            .Concat(Candidates.Serving.OneOf.SelectMany(o => o));
        if (services.FirstOrDefault(s => standard.Find(s) is null) is { } unknown)
            return new($"没有服务 {unknown}", $"there is no service {unknown}");
        if (Readiness.Services.FirstOrDefault(s => standard.Services.All(n => n.Service != s)) is { } flat)
            return new($"没有网络服务 {flat}", $"there is no network service {flat}");
        if (
            Candidates
                .Harsh.ZoneKinds.Concat(Candidates.Fragile.ZoneKinds)
                .FirstOrDefault(k => catalog["zones"].Column("kind")!.Values!.ContainsKey(k) is false) is
            { } zone
        )
            return new($"图层 zones 没有类别 {zone}", $"layer zones has no kind {zone}");
        return
            Readiness
                .Facilities.SelectMany(f => f.Kinds)
                .FirstOrDefault(k => catalog["facilities"].Column("kind")!.Values!.ContainsKey(k) is false)
                is { } kind
            ? new($"图层 facilities 没有类别 {kind}", $"layer facilities has no kind {kind}")
            : null;
    }
}
