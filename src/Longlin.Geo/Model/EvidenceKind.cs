namespace Longlin.Geo.Model;

/// <summary>What a verdict is based on, weakest first. Stored by number.</summary>
public enum EvidenceKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Computed from the network and the attributes of its assets.</summary>
    Geometry = 1,

    /// <summary>Declared by a bureau 申报.</summary>
    Declared = 2,

    /// <summary>An inspection 核查.</summary>
    Inspection = 3,

    /// <summary>An acceptance 验收.</summary>
    Acceptance = 4,
}
