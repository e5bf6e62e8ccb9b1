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
}

/// <summary>Seats of areas as sources.</summary>
public sealed record SeatRule(string Level, double JoinMetres);

/// <summary>An attribute that changed once, on a day written in the same row; planned works change it to <paramref name="Planned"/> on their due day.</summary>
public sealed record DatedColumn(string Column, string From, string Before, string BeforeDefault, string Planned);

/// <summary>One service as a network: sources, links, devices and reach.</summary>
public sealed record ServiceRule
{
    /// <summary>Its machine name: road, access, power, broadband …</summary>
    public required string Service { get; init; }

    /// <summary>Its name for people.</summary>
    public required Bilingual Title { get; init; }

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

    /// <summary>What an unknown verdict asks for, and of whom.</summary>
    public required Bilingual Missing { get; init; }
}

/// <summary>How near the ends of a network's lines lie when they join, and when they only look as if they should.</summary>
/// <param name="JoinMetres">Up to here they join.</param>
/// <param name="SuspectedMetres">Up to here a gap is reported, never bridged.</param>
public sealed record BreakTolerance(double JoinMetres, double SuspectedMetres);

/// <summary>One rule of the Decision.</summary>
public sealed record CoverageRule(string Rule, string Subject, int MinHouseholds, string Service, DateOnly? Deadline, double? PassRatio, string Bureau, string Clause);

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

    /// <summary>The rules.</summary>
    public required IReadOnlyList<CoverageRule> Rules { get; init; }

    /// <summary>How near ends of a layer's lines join and look as if they should, in metres; null where no service runs on its lines.</summary>
    public BreakTolerance? BreaksOf(string layer) => Services.FirstOrDefault(s => s.Layer == layer) is { } service ? new(service.JoinMetres, service.SuspectedBreakMetres) : null;

    /// <summary>Reads and checks a standard.</summary>
    /// <exception cref="InvalidDataException">The file is malformed or contradicts itself; the message names file and place.</exception>
    public static Standard Load(string file, LayerCatalog catalog)
    {
        Standard standard;
        try
        {
            using var stream = File.OpenRead(file);
            standard = JsonSerializer.Deserialize<Standard>(stream, Strict) ?? throw new InvalidDataException($"{file}: empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }

        if (standard.Fault(catalog) is { } fault) throw new InvalidDataException($"{file}: {fault}.");
        return standard;
    }

    /// <summary>Reads the standard in force: the one file of the folder.</summary>
    public static Standard LoadFrom(string dataFolder, LayerCatalog catalog) =>
        Load(Directory.EnumerateFiles(Path.Combine(dataFolder, "standards"), "*.json").Order(StringComparer.Ordinal).First(), catalog);

    private string? Fault(LayerCatalog catalog)
    {
        foreach (var service in Services)
        {
            if (catalog.Find(service.Layer) is not { } layer) return $"service {service.Service}: there is no layer {service.Layer}";
            var conditions = new[] { service.Links, service.Sources?.When }.Concat(service.Servers.Select(s => s.When)).OfType<Condition>().ToList();
            if (conditions.Select(c => c.Fault()).FirstOrDefault(f => f is not null) is { } fault) return $"service {service.Service}: {fault}";
            if (conditions.SelectMany(c => c.Columns).FirstOrDefault(c => layer.Column(c) is null) is { } column) return $"service {service.Service}: layer {layer.Name} has no column {column}";
            if (service.ReachMetres < 0 || service.FootprintReachMetres < 0) return $"service {service.Service}: a reach is below zero";
        }

        foreach (var rule in Rules)
        {
            if (Services.All(s => s.Service != rule.Service)) return $"rule {rule.Rule}: there is no service {rule.Service}";
            if (rule.MinHouseholds < 0) return $"rule {rule.Rule}: minHouseholds is below zero";
            if (rule.Subject is not ("hamlet" or "village")) return $"rule {rule.Rule}: subject must be hamlet or village";
        }

        return null;
    }
}
