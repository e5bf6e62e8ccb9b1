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
    /// Demands of a group need more room together than any site they may all go to has, or no site is allowed to all of
    /// them.
    /// </summary>
    GroupTooLarge,

    /// <summary>All sites together have less room than is needed.</summary>
    TooLittle,

    /// <summary>
    /// The room suffices in total, but no demand may be split between sites or go to a forbidden one, and in that way
    /// they do not fit.
    /// </summary>
    Packing,
}

/// <summary>Room to be added at a site.</summary>
/// <param name="Site">Position of the site.</param>
/// <param name="Capacity">How much, in the unit of the demands.</param>
public sealed record AddedCapacity(int Site, double Capacity);

/// <summary>What would make an assignment possible: either of the two suffices.</summary>
/// <param name="Added">The least room that has to be added, and where; null where no added room helps because a demand
/// may go to no site.</param>
/// <param name="LeftOut">The demands to leave out so that the others fit, together as little as possible; null where
/// that was not found in time.</param>
/// <param name="Proven">Whether both are proven to be the least; otherwise they suffice but may be more than
/// needed.</param>
public sealed record SmallestChange(IReadOnlyList<AddedCapacity>? Added, IReadOnlyList<int>? LeftOut, bool Proven);

/// <summary>One reason why no assignment exists.</summary>
/// <param name="Reason">Its kind.</param>
/// <param name="Demands">Positions of the demands it concerns; empty where it concerns all.</param>
/// <param name="Sites">Positions of the sites it concerns: those with the most room among the allowed; empty where it
/// concerns all or none.</param>
/// <param name="Shortfall">How much room is lacking, in the unit of the demands; null where it is not room that is
/// lacking.</param>
/// <param name="Change">What would make the whole table possible; the same in every reason of an answer, null where
/// time ran out.</param>
/// <param name="Message">The reason as a sentence.</param>
public sealed record Infeasibility(
    InfeasibilityReason Reason,
    IReadOnlyList<int> Demands,
    IReadOnlyList<int> Sites,
    double? Shortfall,
    SmallestChange? Change,
    Bilingual Message
);
