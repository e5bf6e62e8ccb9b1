using System.Globalization;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>Systems written as PROJ text (<c>+proj=tmerc +lon_0=105 …</c>), which PROJ converts.</summary>
internal static class ProjText
{
    /// <summary>The system; null with what is wrong and what to do.</summary>
    public static SpatialReference? Find(string text, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        Dictionary<string, string> parts = [];
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            parts[(at < 0 ? word : word[..at]).TrimStart('+')] = at < 0 ? "" : word[(at + 1)..];
        }

        if (
            parts.TryGetValue("init", out var init)
            && init.StartsWith("epsg:", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(init.AsSpan(5), CultureInfo.InvariantCulture, out var code)
        )
            return EpsgTable.Find(code, datum, out fault);
        if (parts.GetValueOrDefault("proj") is null or "" or "pipeline" || parts.ContainsKey("step"))
        {
            fault = new(
                "--crs 的 PROJ 文字应定义一个坐标系（+proj=tmerc +lon_0=105 …），不能是转换步骤。",
                "The PROJ text of --crs should define a system (+proj=tmerc +lon_0=105 …), not the steps of a conversion."
            );
            return null;
        }

        var (axis, flattening) = Ellipsoid(parts);
        if (parts["proj"] is "merc" && axis.Equals(6378137) && flattening.Equals(0))
            return EpsgTable.Find(3857, null, out fault);
        var kind = Kind(parts, axis, flattening);
        var isShifted =
            parts.TryGetValue("towgs84", out var shift)
            && DatumShift.Parse(shift) is { } own
            && own != new DatumShift(0, 0, 0);
        if (kind is DatumKind.Beijing54 or DatumKind.Xian80 && !isShifted)
        {
            if (datum is null)
            {
                fault = new(
                    "--crs 是北京54或西安80的椭球，没有公开转换参数；请用 --datum 给出批准的参数。",
                    "--crs is on the ellipsoid of Beijing 54 or Xi'an 80, which have no public transformation "
                        + "parameters: give approved ones by --datum."
                );
                return null;
            }

            text = string.Create(
                CultureInfo.InvariantCulture,
                $"{Without(text, "+towgs84=")} +towgs84={datum.Dx},{datum.Dy},{datum.Dz},{datum.Rx},{datum.Ry},"
                    + $"{datum.Rz},{datum.ScalePpm}"
            );
            isShifted = true;
        }

        // Parameters in the text itself are the user's own; a datum or a grid by name PROJ must know.
        var needsProof = kind == DatumKind.Other && !isShifted;
        return new(
            text,
            Area(parts),
            static (x, y) => (x, y),
            static (lon, lat) => (lon, lat),
            Datum: kind,
            Proj: text,
            ProjBase: needsProof ? Base(parts) : null
        );
    }

    private static DatumKind Kind(Dictionary<string, string> parts, double axis, double flattening)
    {
        if (parts.TryGetValue("datum", out var datum))
            return datum is "WGS84" or "NAD83" ? DatumKind.Equal : DatumKind.Other;
        return parts.ContainsKey("nadgrids") ? DatumKind.Other : DatumNames.Measured(axis, flattening);
    }

    // The greater half axis in metres and the inverse flattening, zero for a sphere; NaN where the text names another.
    private static (double Axis, double InverseFlattening) Ellipsoid(Dictionary<string, string> parts)
    {
        if (parts.TryGetValue("ellps", out var name))
            return name switch
            {
                "WGS84" => (6378137, 298.257223563),
                "GRS80" => (6378137, 298.257222101),
                "krass" => (6378245, 298.3),
                "IAU76" => (6378140, 298.257),
                _ => (double.NaN, double.NaN),
            };
        if (parts.ContainsKey("R"))
            return (Number("R"), 0);
        var axis = Number("a");
        if (double.IsNaN(axis))
            return parts.ContainsKey("datum") ? (axis, axis) : (6378137, 298.257222101); // PROJ's own default is GRS 80
        if (parts.ContainsKey("rf"))
            return (axis, Number("rf"));
        if (parts.ContainsKey("f"))
            return (axis, 1 / Number("f"));
        var minor = Number("b");
        return (axis, axis.Equals(minor) ? 0 : axis / (axis - minor));

        double Number(string key) =>
            double.TryParse(
                parts.GetValueOrDefault(key),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : double.NaN;
    }

    private static Envelope Area(Dictionary<string, string> parts)
    {
        var meridian =
            parts["proj"] is "tmerc"
            && double.TryParse(
                parts.GetValueOrDefault("lon_0", "0"),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var degrees
            )
                ? degrees
            : parts["proj"] is "utm"
            && int.TryParse(parts.GetValueOrDefault("zone"), CultureInfo.InvariantCulture, out var zone)
                ? 6 * zone - 183
            : double.NaN;
        if (double.IsNaN(meridian))
            return GeographicSystems.World;
        return new(meridian - 3.6, meridian + 3.6, -80, 84);
    }

    // Degrees on the same ellipsoid, without the shift.
    private static string Base(Dictionary<string, string> parts) =>
        "+proj=longlat "
        + string.Join(
            ' ',
            parts
                .Where(p => p.Key is "ellps" or "a" or "b" or "rf" or "f" or "R" or "pm" || (p.Key == "datum"))
                .Select(p => $"+{p.Key}={p.Value}")
        );

    private static string Without(string text, string start) =>
        string.Join(
            ' ',
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Where(w => !w.StartsWith(start, StringComparison.Ordinal))
        );
}
