namespace Longlin.Geo.Crs;

/// <summary>What a system's datum means for its numbers.</summary>
public enum DatumKind
{
    /// <summary>CGCS2000, WGS 84 or one that equals them within a few metres: its degrees are taken as they
    /// are.</summary>
    Equal,

    /// <summary>Beijing 54 on Krassovsky's ellipsoid: needs approved parameters.</summary>
    Beijing54,

    /// <summary>Xi'an 80 on the ellipsoid IAG 1975: needs approved parameters.</summary>
    Xian80,

    /// <summary>GCJ-02 or BD-09.</summary>
    WebMap,

    /// <summary>Another datum (NAD27, Tokyo, Pulkovo …): a published transformation is needed.</summary>
    Other,
}
