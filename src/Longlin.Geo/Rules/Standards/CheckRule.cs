using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>A service that is no network. Exactly one of its forms is given.</summary>
public sealed record CheckRule : NamedService
{
    /// <summary>Indicators of the hamlet.</summary>
    public IndicatorForm? Indicators { get; init; }

    /// <summary>A facility inside the area.</summary>
    public InsideForm? Inside { get; init; }

    /// <summary>What bureaus recorded of the area itself.</summary>
    public RecordedForm? Recorded { get; init; }

    /// <summary>Ways between neighbours, answered from the network on the day that is asked for.</summary>
    public WayForm? Ways { get; init; }
}

/// <summary>
/// Four indicators, say, of which one that fails decides and one that is missing leaves it open. A village is safe when
/// all its hamlets are.
/// </summary>
/// <param name="Columns">Columns of the hamlets with the words <c>met</c> and <c>not_met</c>.</param>
/// <param name="Titles">What a sentence calls each of them.</param>
/// <param name="Profiles">What the indicators meant, by date.</param>
public sealed record IndicatorForm(
    IReadOnlyList<string> Columns,
    IReadOnlyDictionary<string, Bilingual> Titles,
    IReadOnlyList<IndicatorProfile> Profiles
);

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
/// Columns of areas. Either a day from which it is there, or a condition that holds from the day the columns were
/// recorded (<c>attributes_on</c>). What is not recorded is unknown.
/// </summary>
/// <param name="Titles">The columns it reads, with what a sentence calls each of them.</param>
/// <param name="Since">The column with the day; null: <paramref name="When"/> decides.</param>
/// <param name="When">The condition; null: <paramref name="Since"/> decides.</param>
/// <param name="Among">Which areas are asked at all; null: all of them.</param>
public sealed record RecordedForm(
    IReadOnlyDictionary<string, Bilingual> Titles,
    string? Since = null,
    Condition? When = null,
    Condition? Among = null
);

/// <summary>
/// Ways between neighbours: a village and its township, two villages whose outlines touch. Open when a way leads over
/// the service's links and holds no bottleneck.
/// </summary>
/// <param name="Over">The network service whose links the ways run over.</param>
public sealed record WayForm(string Over);
