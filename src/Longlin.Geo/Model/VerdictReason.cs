namespace Longlin.Geo.Model;

/// <summary>The reason of a verdict. Stored and published as its machine word (<see cref="Words.Code{T}"/>).</summary>
public enum VerdictReason
{
    /// <summary>Met: connected to a source.</summary>
    Served,

    /// <summary>Met: found on site: also a reason for not met.</summary>
    Surveyed,

    /// <summary>Met: declared by the bureau.</summary>
    Declared,

    /// <summary>Met: another service that the place has brings it along.</summary>
    Implied,

    /// <summary>Met: all indicators of the hamlet are met.</summary>
    IndicatorsMet,

    /// <summary>Met: all hamlets of the village are met.</summary>
    AllHamletsMet,

    /// <summary>Met: a facility lies inside the area.</summary>
    Inside,

    /// <summary>Met: the path between neighbours is open.</summary>
    Open,

    /// <summary>Not met: only new links would connect it.</summary>
    NoLink,

    /// <summary>Not met: existing links need an upgrade.</summary>
    UpgradeNeeded,

    /// <summary>Not met: existing links need an upgrade and new links are needed.</summary>
    UpgradeAndBuild,

    /// <summary>Not met: a facility is near but not connected or not in service.</summary>
    NotJoined,

    /// <summary>Everything on the way is good enough, and a part of it is under a closure.</summary>
    Closed,

    /// <summary>Not met: no link in the county is connected to a source.</summary>
    NothingServed,

    /// <summary>Not met: it is within reach of no facility.</summary>
    OutOfReach,

    /// <summary>Not met: some of the households have it, not all.</summary>
    Partly,

    /// <summary>Not met: the hamlet is vacated.</summary>
    Vacated,

    /// <summary>Not met: an indicator of the hamlet is not met.</summary>
    IndicatorFailed,

    /// <summary>Not met: hamlets of the village lack it.</summary>
    HamletsLacking,

    /// <summary>Not met: no facility lies inside the area.</summary>
    NoneInside,

    /// <summary>Not met: no passable path leads to the neighbour.</summary>
    NoWay,

    /// <summary>Not met: the path to the neighbour has a bottleneck.</summary>
    Bottleneck,

    /// <summary>Unknown: an attribute that decides is missing.</summary>
    AttributeMissing,

    /// <summary>Unknown: only gaps of a few metres between ends of links separate it from service.</summary>
    SuspectedBreak,

    /// <summary>Unknown: an indicator of the hamlet is missing.</summary>
    IndicatorMissing,

    /// <summary>Unknown: hamlets of the village are unknown.</summary>
    HamletsUnknown,

    /// <summary>Unknown: the rule is not about this place; it is not among its subjects.</summary>
    NotAsked,

    /// <summary>Unknown: no hamlet of the village is known.</summary>
    NoHamlets,

    /// <summary>Unknown: the outline of the area is missing.</summary>
    OutlineMissing,

    /// <summary>Unknown: the county has no data of the service.</summary>
    NoData,

    /// <summary>Unknown: the data has no source of the service.</summary>
    NoSource,

    /// <summary>Unknown: the location of the seat is missing.</summary>
    SeatMissing,

    /// <summary>Unknown: the number of households is missing.</summary>
    HouseholdsMissing,

    /// <summary>Unknown: coverage has not been computed yet.</summary>
    NotComputed,
}
