using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>One asset of a service layer as the store holds it; geometry in EPSG:4490.</summary>
public sealed record Asset(
    long Id,
    string Code,
    string Status,
    DateOnly? OpenedOn,
    DateOnly? ClosedOn,
    Geometry? Geometry,
    IReadOnlyDictionary<string, object?> Attributes
)
{
    /// <summary>Its name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Its <c>kind</c>, or null.</summary>
    public string? Kind => Attributes.GetValueOrDefault("kind") as string;
}

/// <summary>A hamlet or a village committee that wants services.</summary>
/// <param name="Subject"><c>hamlet</c>, <c>village</c>, <c>township</c> or <c>base</c>.</param>
/// <param name="Lon">Longitude of its point; NaN where an area has no seat.</param>
/// <param name="Attributes">Columns of hamlets that a service looks at.</param>
/// <param name="VillageCode">The village of a hamlet.</param>
/// <param name="Outline">The outline of an area, EPSG:4490.</param>
public sealed record SubjectPlace(
    string Subject,
    long Id,
    string Code,
    double Lon,
    double Lat,
    Geometry? Footprint,
    bool Dispersed,
    DateSet Exists,
    IReadOnlyDictionary<string, object?>? Attributes = null,
    string? VillageCode = null,
    Geometry? Outline = null
)
{
    /// <summary>Its name, where an area has one.</summary>
    public string? Name { get; init; }

    /// <summary>Day number from which its declared attributes hold; before it they are unknown.</summary>
    public int RecordedOn { get; init; } = int.MinValue;

    /// <summary>Day number from which a hamlet is vacated; null: it is not.</summary>
    public int? VacatedOn { get; init; }
}

/// <summary>What somebody found on the spot.</summary>
/// <param name="Day">Day number from which it counts.</param>
/// <param name="Verdict">Met or not met.</param>
/// <param name="Kind">How strong it is.</param>
public sealed record Survey(int Day, Verdict Verdict, EvidenceKind Kind);

/// <summary>A planned or running work on an asset, as far as a forecast looks at it.</summary>
/// <param name="Asset">Code of what it opens or hardens.</param>
/// <param name="StartsOn">Its first day.</param>
/// <param name="DueOn">The day it is due.</param>
/// <param name="ProgressPct">How much is done on the data date, percent.</param>
/// <param name="Late">Whether it is behind its days, or overdue, on the data date.</param>
public sealed record AssetWork(string Asset, DateOnly? StartsOn, DateOnly? DueOn, double? ProgressPct, bool Late);

/// <summary>A seat that is a source.</summary>
public sealed record Seat(long Id, string Level, double Lon, double Lat, DateSet Exists);

/// <summary>Everything the coverage of one county is computed from, read in one snapshot.</summary>
/// <param name="CountyCode">Six digits.</param>
/// <param name="DataDate">The day the data speaks for; planned and building assets count only after it.</param>
/// <param name="Snapshot">What it was read in (<c>pg_snapshot</c> as text): a change not visible in it makes it
/// stale.</param>
/// <param name="Assets">Assets by layer.</param>
/// <param name="Closures">Closed days by layer and asset code.</param>
/// <param name="Seats">Seats of areas, which may be sources.</param>
/// <param name="Places">Who wants services.</param>
/// <param name="Surveys">Findings by hamlet code and service, oldest first.</param>
/// <param name="PlannedWorks">Day on which planned or running works on an asset are due, by asset code; only days after
/// the data date.</param>
public sealed record CountyData(
    string CountyCode,
    DateOnly DataDate,
    string Snapshot,
    IReadOnlyDictionary<string, IReadOnlyList<Asset>> Assets,
    IReadOnlyDictionary<(string Layer, string Code), DateSet> Closures,
    IReadOnlyDictionary<string, DateOnly> PlannedWorks,
    IReadOnlyList<Seat> Seats,
    IReadOnlyList<SubjectPlace> Places,
    IReadOnlyDictionary<(string Hamlet, string Service), IReadOnlyList<Survey>> Surveys
)
{
    /// <summary>What a suspected break means for the places behind it.</summary>
    public SuspectedBreakRule SuspectedBreaks { get; init; } = new(4, true, false);

    /// <summary>What was decided about suspected breaks.</summary>
    public IReadOnlyList<Joint> Joints { get; init; } = [];

    /// <summary>The county's border, EPSG:4490; null where it is not known.</summary>
    public Geometry? Border { get; init; }

    /// <summary>Planned and running works by what they open or harden, for forecasts other than the planned
    /// one.</summary>
    public IReadOnlyList<AssetWork> Works { get; init; } = [];
}

/// <summary>Turns dates and states of the store into day sets.</summary>
public static class Lifetime
{
    /// <summary>The days of a row's valid time, half open; no opening means always.</summary>
    public static DateSet Valid(DateOnly? openedOn, DateOnly? closedOn)
    {
        var from = openedOn?.DayNumber ?? int.MinValue;
        var to = closedOn?.DayNumber ?? int.MaxValue;
        return from < to ? DateSet.Between(from, to) : DateSet.Empty;
    }

    /// <summary>
    /// The days on which a settlement stands, as <c>longlin.stands_on</c> says: planned is not built, and closed without
    /// a day it stands on none.
    /// </summary>
    public static DateSet Standing(string status, DateOnly? openedOn, DateOnly? closedOn) =>
        status == "open" || (status == "closed" && closedOn is not null) ? Valid(openedOn, closedOn) : DateSet.Empty;

    /// <summary>
    /// The days an asset is surely there, and the days it may have been. Planned and building assets count from their
    /// day when it lies after the data date;
    /// before it they are overdue and never count. Closed without a day: gone now, unknown before the data date.
    /// </summary>
    public static (DateSet Definite, DateSet Possible) Days(
        string status,
        DateOnly? openedOn,
        DateOnly? closedOn,
        DateOnly dataDate
    )
    {
        switch (status)
        {
            case "open":
                var open = Valid(openedOn, closedOn);
                return (open, open);
            case "closed" when closedOn is null:
                return (DateSet.Empty, Valid(openedOn, dataDate.AddDays(1)));
            case "closed":
                var was = Valid(openedOn, closedOn);
                return (was, was);
            default:
                var planned = openedOn > dataDate ? Valid(openedOn, closedOn) : DateSet.Empty;
                return (planned, planned);
        }
    }
}
