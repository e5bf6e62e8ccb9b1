using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Relocation.Moving;

namespace Longlin.Geo.Reports.Moving;

/// <summary>The money of works, yuan; <paramref name="WithoutBudget"/> counts works that tell none.</summary>
public sealed record MovingFunds(int Works, int Late, decimal BudgetYuan, decimal PaidYuan, int WithoutBudget);

/// <summary>
/// One thing that must be at a site on its move-in day; <paramref name="Verdict"/> is met, not_met or unknown.
/// </summary>
public sealed record ReadyItem(string Item, Bilingual Title, string Verdict, double? Metres, double? WithinMetres);

/// <summary>
/// A site with those who moved in, its works, and what is there on its move-in day. <paramref name="DayAssumed"/>: it
/// tells no opening, so the day asked for is taken.
/// </summary>
public sealed record MovingSite(
    string Code,
    string? Name,
    string Status,
    string? Mode,
    string? TownshipCode,
    string? Township,
    DateOnly? OpenedOn,
    DateOnly MoveInDay,
    bool DayAssumed,
    long Persons,
    int? Capacity,
    IReadOnlyList<string> LimitedBy,
    MovingFunds Funds,
    IReadOnlyList<Work> Works,
    string Ready,
    IReadOnlyList<ReadyItem> Readiness,
    double? Lon,
    double? Lat
);

/// <summary>How the moving stands against its target.</summary>
public sealed record MovingDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Rule,
    double Target,
    DateOnly? Deadline,
    long Households,
    long Persons,
    long Unknown,
    double Lacking,
    double? PerMonth,
    double LastYearPerMonth,
    long ConcentratedPersons,
    long DispersedPersons,
    long ModeUnknownPersons,
    double? ConcentratedShare,
    long HousesRemoved,
    LandBalance Land,
    MovingFunds Funds,
    string By,
    IReadOnlyList<MoveGroup> Groups,
    IReadOnlyList<MovingSite> Sites
);
