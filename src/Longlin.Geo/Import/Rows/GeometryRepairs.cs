using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>The repairs of a geometry, as a row lists them.</summary>
internal static class GeometryRepairs
{
    private static readonly (GeometryRepair Flag, RepairKind Kind, Bilingual Why)[] Kinds =
    [
        (GeometryRepair.RepeatedPoints, RepairKind.RepeatedPoints, new("去掉重复点", "repeated points were left out")),
        (GeometryRepair.RingOrientation, RepairKind.RingOrientation, new("统一环方向", "rings were turned")),
        (
            GeometryRepair.SelfTouch,
            RepairKind.SelfTouch,
            new("拆开自接触环，面积不变", "a ring that touches itself was split, its area unchanged")
        ),
        (
            GeometryRepair.EmptyPart,
            RepairKind.EmptyPart,
            new("去掉没有长度的部分", "parts without length were left out")
        ),
    ];

    /// <summary>Adds one repair for each thing that was mended.</summary>
    public static void Add(long row, GeometryRepair mended, ref List<Repair>? repairs)
    {
        foreach (var (flag, kind, why) in Kinds)
        {
            if (mended.HasFlag(flag))
                (repairs ??= []).Add(new(row, kind, "geometry", null, null, why));
        }
    }
}
