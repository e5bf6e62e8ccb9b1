using System.Globalization;
using ProjNet.CoordinateSystems;

namespace Longlin.Geo.Crs;

/// <summary>
/// Approved parameters from an old datum to CGCS2000: seven, by the position vector transformation (EPSG method 9606,
/// as PROJ's <c>+towgs84</c>). Surveying authorities
/// give them for a district; none are public, so none stand here.
/// </summary>
/// <param name="Dx">Shift along X in metres.</param>
/// <param name="Dy">Shift along Y in metres.</param>
/// <param name="Dz">Shift along Z in metres.</param>
/// <param name="Rx">Rotation about X in arc seconds.</param>
/// <param name="Ry">Rotation about Y in arc seconds.</param>
/// <param name="Rz">Rotation about Z in arc seconds.</param>
/// <param name="ScalePpm">Change of scale in parts per million.</param>
public sealed record DatumShift(
    double Dx,
    double Dy,
    double Dz,
    double Rx = 0,
    double Ry = 0,
    double Rz = 0,
    double ScalePpm = 0
)
{
    internal Wgs84ConversionInfo Parameters => new(Dx, Dy, Dz, Rx, Ry, Rz, ScalePpm);

    /// <summary>Reads <c>dx,dy,dz</c> or <c>dx,dy,dz,rx,ry,rz,ppm</c>; null when it is neither.</summary>
    public static DatumShift? Parse(string text)
    {
        var parts = text.Split(',');
        var n = new double[7];
        if (parts.Length is not (3 or 7))
            return null;
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out n[i])
                || !double.IsFinite(n[i])
            )
                return null;
        }

        return new(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }
}
