using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>One service as a network: sources, links, devices and reach.</summary>
public sealed record ServiceRule : NamedService
{
    /// <summary>The layer of its links and devices.</summary>
    public required string Layer { get; init; }

    /// <summary>What its links are called in a sentence.</summary>
    public Bilingual LinkName { get; init; } = new("线路", "line");

    /// <summary>Whether a link serves the places within its reach; otherwise only devices do.</summary>
    public required bool LinksServe { get; init; }

    /// <summary>Line ends within this distance join, metres.</summary>
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

    /// <summary>Devices that serve places: transformers, base stations.</summary>
    public IReadOnlyList<DeviceRule> Servers { get; init; } = [];

    /// <summary>Whether every usable link is a source, as bus routes are.</summary>
    public bool LinksAreSources { get; init; }

    /// <summary>An attribute of the hamlet that says it is served, or null.</summary>
    public DeclaredColumn? Declared { get; init; }

    /// <summary>The layers it is read from.</summary>
    [JsonIgnore]
    public IEnumerable<string> Layers =>
        Servers.Select(d => d.Layer).Append(Sources?.Layer).OfType<string>().Prepend(Layer).Distinct();
}

/// <summary>Seats of areas as sources.</summary>
public sealed record SeatRule(string Level, double JoinMetres);

/// <summary>
/// An attribute that changed once, on a day written in the same row; planned works change it to
/// <paramref name="Planned"/> on their due day.
/// </summary>
public sealed record DatedColumn(string Column, string From, string Before, string BeforeDefault, string Planned);

/// <summary>
/// A column of hamlets with the number of households that have the service; a hamlet is served when it is all of them.
/// </summary>
/// <param name="Column">Households that have the service.</param>
/// <param name="Completes">Whether households get the service on their own where no facility reaches, as satellite sets
/// do: there a part of them is <c>partly</c>, none is not met, and without a number it is unknown. Otherwise a number
/// below all says nothing.</param>
public sealed record DeclaredColumn(string Column, bool Completes = false);
