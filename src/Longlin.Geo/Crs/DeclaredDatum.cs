using Longlin.Geo.Model;

namespace Longlin.Geo.Crs;

/// <summary>Compares the datum that a file declares with the one that the user declares.</summary>
public static class DeclaredDatum
{
    private static readonly DatumShift Any = new(0, 0, 0);

    /// <summary>
    /// Why a user's system cannot hold for a file that declares another datum; null where it can. Old datums are never
    /// taken for WGS 84 or CGCS2000: their numbers are about a hundred metres off.
    /// </summary>
    /// <param name="file">What the file declares; null where it declares nothing.</param>
    /// <param name="declared">What the user declares.</param>
    public static Bilingual? Against(string? file, SpatialReference declared)
    {
        var kind = file is null ? null : Kind(file);
        if (kind is not (DatumKind.Beijing54 or DatumKind.Xian80 or DatumKind.Other) || kind == declared.Datum)
            return null;
        var named = kind switch
        {
            DatumKind.Beijing54 => new Bilingual("北京54", "Beijing 54"),
            DatumKind.Xian80 => new("西安80", "Xi'an 80"),
            _ => new("另一种基准", "another datum"),
        };
        var name = WktDefinition.Of(file!)?.Name ?? file;
        var advice = kind is DatumKind.Beijing54 or DatumKind.Xian80
            ? new Bilingual(
                "请去掉 --crs 并用 --datum 给出批准的参数，或请测绘部门转换为 CGCS2000",
                "leave --crs out and give approved parameters by --datum, or have the data converted to CGCS2000"
            )
            : new("请用 --crs 写出它自己的 EPSG 代码", "give its own EPSG code by --crs");
        return new(
            $"文件声明的坐标系 {name} 属于{named.Zh}，不能按 {declared.Name} 导入；{advice.Zh}。"
                + "若是文件的声明有误，请先改正文件中的声明。",
            $"The file declares {name}, which is on {named.En} and cannot be taken as {declared.Name}: {advice.En}. "
                + "If the file's declaration is wrong, correct it in the file first."
        );
    }

    private static DatumKind? Kind(string file) =>
        WktDefinition.IsWkt(file) ? WktDefinition.Of(file)?.Datum : CrsTable.Resolve(file, Any, out _)?.Datum;
}
