using Longlin.Geo.Model;

namespace Longlin.Geo.Assignment;

/// <summary>Why no assignment exists.</summary>
public enum InfeasibilityReason
{
    /// <summary>A demand may go to no site at all.</summary>
    Forbidden,

    /// <summary>A demand needs more room than any site it may go to has.</summary>
    TooLarge,

    /// <summary>
    /// Demands that must stay together need more room than any site they all may go to has, or no site is allowed to
    /// all of them.
    /// </summary>
    GroupTooLarge,

    /// <summary>All sites together have less room than is needed.</summary>
    TooLittle,

    /// <summary>
    /// The room suffices in total, but nobody may be divided between sites (or go to a forbidden one), and so the
    /// demands do not fit.
    /// </summary>
    Packing,
}

/// <summary>Room to be added at a site.</summary>
/// <param name="Site">Position of the site.</param>
/// <param name="Capacity">How much, in the unit of the demands.</param>
public sealed record AddedCapacity(int Site, double Capacity);

/// <summary>What would make an assignment possible: either of the two suffices.</summary>
/// <param name="Added">The least room that has to be added, and where; null where no added room helps, since a demand
/// may go nowhere.</param>
/// <param name="LeftOut">The demands to leave out so that the others fit, together as little as possible; null where
/// that was not found in time.</param>
/// <param name="Proven">Whether both are proven to be the least; otherwise they suffice but may be more than
/// needed.</param>
public sealed record SmallestChange(IReadOnlyList<AddedCapacity>? Added, IReadOnlyList<int>? LeftOut, bool Proven);

/// <summary>One reason why no assignment exists.</summary>
/// <param name="Reason">Which.</param>
/// <param name="Demands">Positions of the demands it concerns; empty where it concerns all.</param>
/// <param name="Sites">Positions of the sites it concerns: those with the most room among the allowed; empty where it
/// concerns all or none.</param>
/// <param name="Shortfall">How much room is lacking, in the unit of the demands; null where it is not room that is
/// lacking.</param>
/// <param name="Change">What would make the whole table possible; the same in every reason of an answer, null where the
/// time was up.</param>
/// <param name="Message">It in words.</param>
public sealed record Infeasibility(
    InfeasibilityReason Reason,
    IReadOnlyList<int> Demands,
    IReadOnlyList<int> Sites,
    double? Shortfall,
    SmallestChange? Change,
    Bilingual Message
);
