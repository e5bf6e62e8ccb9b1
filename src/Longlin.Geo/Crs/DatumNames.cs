using System.Text.RegularExpressions;

namespace Longlin.Geo.Crs;

/// <summary>What the names and the numbers of a definition say about its datum.</summary>
internal static partial class DatumNames
{
    /// <summary>The kind of a datum with this ellipsoid and these names; null where they contradict each
    /// other.</summary>
    /// <param name="axis">Half the greater axis in metres.</param>
    /// <param name="inverseFlattening">Zero: a sphere.</param>
    /// <param name="names">Of the datum, the ellipsoid and the geographic system.</param>
    /// <param name="systemName">Of the projected system; it may hold the names of places.</param>
    public static DatumKind? Kind(double axis, double inverseFlattening, IEnumerable<string> names, string systemName)
    {
        var said = names.Select(Named).Append(NamedBySystem(systemName)).OfType<DatumKind>().ToHashSet();
        var measured = Measured(axis, inverseFlattening);
        // Krassovsky's ellipsoid carries other datums too: Pulkovo 1942 is one.
        if (measured == DatumKind.Beijing54 && said.Contains(DatumKind.Other) && !NamesBeijing(names))
        {
            said.Remove(DatumKind.Beijing54);
            measured = DatumKind.Other;
        }

        return said.All(k => k == measured) ? measured : null;
    }

    /// <summary>The kind of an ellipsoid; a Krassovsky ellipsoid is Beijing 54 here.</summary>
    public static DatumKind Measured(double axis, double inverseFlattening) =>
        (axis, inverseFlattening) switch
        {
            (>= 6378136.9 and <= 6378137.1, >= 298.2567 and <= 298.2577) => DatumKind.Equal,
            (>= 6378244.9 and <= 6378245.1, >= 298.29 and <= 298.31) => DatumKind.Beijing54,
            (>= 6378139.9 and <= 6378140.1, >= 298.25 and <= 298.26) => DatumKind.Xian80,
            _ => DatumKind.Other,
        };

    /// <summary>Whether a name says CGCS2000.</summary>
    public static bool IsCgcs2000(string name) => China2000().IsMatch(name);

    private static bool NamesBeijing(IEnumerable<string> names) => names.Any(n => Beijing().IsMatch(n));

    private static DatumKind? Named(string name)
    {
        if (Beijing().IsMatch(name) || Krassovsky().IsMatch(name))
            return DatumKind.Beijing54;
        if (Xian().IsMatch(name))
            return DatumKind.Xian80;
        if (Old().IsMatch(name))
            return DatumKind.Other;
        return China2000().IsMatch(name) || Wgs84().IsMatch(name) ? DatumKind.Equal : null;
    }

    private static DatumKind? NamedBySystem(string name)
    {
        if (Beijing54().IsMatch(name))
            return DatumKind.Beijing54;
        if (Xian80().IsMatch(name))
            return DatumKind.Xian80;
        if (Old().IsMatch(name))
            return DatumKind.Other;
        return China2000().IsMatch(name) || Wgs84().IsMatch(name) ? DatumKind.Equal : null;
    }

    [GeneratedRegex("beijing|北京|BJ-?54", RegexOptions.IgnoreCase)]
    private static partial Regex Beijing();

    [GeneratedRegex("(?:beijing|北京|BJ)[-_ ]*(?:19)?54", RegexOptions.IgnoreCase)]
    private static partial Regex Beijing54();

    [GeneratedRegex("krass|kraso", RegexOptions.IgnoreCase)]
    private static partial Regex Krassovsky();

    [GeneratedRegex("xi[-_' ]?an|西安|IAG[-_ ]*(?:19)?75|IUGG[-_ ]*(?:19)?75", RegexOptions.IgnoreCase)]
    private static partial Regex Xian();

    [GeneratedRegex("(?:xi[-_' ]?an|西安|XA)[-_ ]*(?:19)?80", RegexOptions.IgnoreCase)]
    private static partial Regex Xian80();

    [GeneratedRegex(
        @"NAD[-_ ]*(?:19)?27|North[-_ ]American[-_ ](?:Datum[-_ ])?(?:of[-_ ])?1927|pulkovo|S-42|tokyo|ED[-_ ]?50|European"
            + @"[-_ ](?:Datum[-_ ])?1950|OSGB|kalianpur|\bIndian[-_ ]?19|everest|clarke|bessel|\bairy|International[-_ ]19"
            + "(?:09|24)|HuTzuShan|Hong[-_ ]Kong[-_ ]19",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Old();

    [GeneratedRegex("CGCS[-_ ]?2000|China[-_ ]?2000|China[-_ ]Geodetic", RegexOptions.IgnoreCase)]
    private static partial Regex China2000();

    [GeneratedRegex("WGS[-_ ]*(?:19)?84|World[-_ ]Geodetic[-_ ]System[-_ ](?:19)?84", RegexOptions.IgnoreCase)]
    private static partial Regex Wgs84();
}
