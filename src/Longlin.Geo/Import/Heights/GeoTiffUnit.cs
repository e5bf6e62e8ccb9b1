using System.Text.RegularExpressions;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>The unit of a GeoTIFF's heights: its GeoTIFF keys say it, or GDAL's own metadata.</summary>
internal static partial class GeoTiffUnit
{
    /// <summary>Metres of an international foot.</summary>
    private const double Foot = 0.3048;

    /// <summary>Metres of a foot of the United States' survey.</summary>
    private const double SurveyFoot = 1200.0 / 3937;
    private const int VerticalCrs = 4096;
    private const int VerticalUnits = 4099;
    private const int UserDefined = 32767;

    // Height systems of the EPSG registry whose unit is a foot.
    private static readonly int[] FootSystems = [5614, 6130, 6131, 6132, 8050, 8051, 8228, 8897];
    private static readonly int[] SurveyFootSystems = [5702, 6358, 6359, 6360, 8052, 8053];

    /// <summary>How many metres one unit of the heights is.</summary>
    /// <exception cref="ImportException">The unit is none that is known.</exception>
    public static double Metres(IReadOnlyDictionary<int, int> keys, string? metadata, string file)
    {
        if (keys.TryGetValue(VerticalUnits, out var code) && code is not (0 or UserDefined))
            return code switch
            {
                9001 => 1,
                9002 => Foot,
                9003 => SurveyFoot,
                _ => throw Unknown(file, $"EPSG:{code}"),
            };
        if (UnitType().Match(metadata ?? "") is { Success: true } match && match.Groups[1].Value.Trim() is var word)
            return word.ToLowerInvariant() switch
            {
                "" or "m" or "metre" or "meter" or "metres" or "meters" or "米" => 1,
                "ft" or "foot" or "feet" or "international foot" => Foot,
                "us survey foot" or "us_survey_foot" or "foot_us" or "us-ft" or "ftus" or "ft-us" => SurveyFoot,
                _ => throw Unknown(file, word),
            };
        var system = keys.GetValueOrDefault(VerticalCrs);
        return FootSystems.Contains(system) ? Foot
            : SurveyFootSystems.Contains(system) ? SurveyFoot
            : 1;
    }

    private static ImportException Unknown(string file, string unit) =>
        new(
            file,
            new(
                $"高程单位不是米或英尺 ({unit})，请先换算为米。",
                $"Elevations are neither in metres nor in feet (unit {unit}): convert them first."
            )
        );

    [GeneratedRegex("""role="unittype"[^>]*>([^<]*)<""", RegexOptions.IgnoreCase)]
    private static partial Regex UnitType();
}
