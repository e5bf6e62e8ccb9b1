using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Ways;

/// <summary>What one place lacks in one service on a day, and the cheapest way to it; lengths in metres.</summary>
/// <param name="Subject">Hamlet, village or township.</param>
/// <param name="Id">Of the place.</param>
/// <param name="Reason">Why it is not served; null where it is, or where nothing leads anywhere.</param>
/// <param name="Upgrade">Existing links to upgrade; null where nothing leads anywhere.</param>
/// <param name="Build">Links to build, in straight lines.</param>
/// <param name="Distance">In a straight line to the nearest served link; null where nothing is served.</param>
/// <param name="Blocking">Codes of the device that is out of service and of the links to upgrade or to reopen, from the
/// place on.</param>
/// <param name="Closed">Codes of the links among them that are under a closure.</param>
/// <param name="Reopens">The day on which each of these reopens; null where it is not known.</param>
/// <param name="Existing">The cheapest way over existing links alone (metres to upgrade, and to build up to the first
/// of them); null where there is none.</param>
public sealed record DayWay(
    string Subject,
    long Id,
    VerdictReason? Reason,
    double? Upgrade,
    double? Build,
    double? Distance,
    string[] Blocking,
    string[] Closed,
    DateOnly?[] Reopens,
    (double Upgrade, double Build)? Existing
);
