using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Crs;

/// <summary>What a definition in well-known text (version 1 or 2) says, read without judging it by PROJ.</summary>
internal sealed partial class WktDefinition
{
    private const double Degree = 0.017453292519943;
    private static readonly Dictionary<string, string> ParameterNames = new()
    {
        ["latitude_of_natural_origin"] = "latitude_of_origin",
        ["longitude_of_natural_origin"] = "central_meridian",
        ["longitude_of_origin"] = "central_meridian",
        ["scale_factor_at_natural_origin"] = "scale_factor",
    };
    private static readonly string[] TransverseMercatorNames =
    [
        "latitude_of_origin",
        "central_meridian",
        "scale_factor",
        "false_easting",
        "false_northing",
    ];
    private readonly WktNode _root;
    private readonly WktNode _geographic;
    private readonly WktNode _datum;
    private readonly WktNode _ellipsoid;
    private readonly Dictionary<string, double> _parameters = [];

    private WktDefinition(WktNode root, WktNode geographic, WktNode datum, WktNode ellipsoid)
    {
        (_root, _geographic, _datum, _ellipsoid) = (root, geographic, datum, ellipsoid);
        var conversion = root.Child("CONVERSION");
        Method = Plain((root.Child("PROJECTION") ?? conversion?.Child("METHOD"))?.Name ?? "");
        foreach (var parameter in (conversion ?? root).Children.Where(c => c.Keyword == "PARAMETER"))
        {
            var name = Plain(parameter.Name);
            _parameters[ParameterNames.GetValueOrDefault(name, name)] = parameter.Number(1);
        }
    }

    public string Name => _root.Name;

    public string DatumName => _datum.Name;

    /// <summary>The code of EPSG that the definition itself names.</summary>
    public int? Code => _root.EpsgCode;

    public bool IsGeographic => ReferenceEquals(_root, _geographic);

    /// <summary>In small letters with underscores; empty for geographic coordinates.</summary>
    public string Method { get; }

    public bool IsTransverseMercator => Method is "transverse_mercator" or "gauss_kruger";

    /// <summary>Whether all of its parameters are those of a transverse Mercator and none that places it is
    /// missing.</summary>
    public bool IsWhole =>
        _parameters.ContainsKey("central_meridian")
        && _parameters.ContainsKey("false_easting")
        && _parameters.All(p => TransverseMercatorNames.Contains(p.Key) && double.IsFinite(p.Value));

    /// <summary>Whether a part stands beside the standard that says how the rest is meant.</summary>
    public bool HasExtension => _root.Has("EXTENSION");

    /// <summary>What the datum means; null where names and numbers contradict each other.</summary>
    public DatumKind? Datum =>
        DatumNames.Kind(
            _ellipsoid.Number(1),
            _ellipsoid.Number(2),
            [_datum.Name, _ellipsoid.Name, _geographic.Name],
            IsGeographic ? "" : Name
        );

    public bool IsCgcs2000 =>
        DatumNames.IsCgcs2000(_datum.Name) || DatumNames.IsCgcs2000(_geographic.Name) || DatumNames.IsCgcs2000(Name);

    /// <summary>Whether it holds parameters to WGS 84 that move anything.</summary>
    public bool HasShift =>
        _datum.Child("TOWGS84") is { } shift
        && Enumerable.Range(0, shift.Values.Count).Any(i => shift.Number(i) is not (0 or double.NaN));

    /// <summary>Whether its numbers are degrees east of Greenwich, and metres where it is projected.</summary>
    public bool HasUsualUnits =>
        (_geographic.Child("PRIMEM") ?? _datum.Child("PRIMEM"))?.Number(1) is null or 0
        && Units(_geographic, "UNIT", "ANGLEUNIT").All(u => Math.Abs(u - Degree) < 1e-9)
        && (IsGeographic || Units(_root, "UNIT", "LENGTHUNIT").All(u => u.Equals(1.0)));

    public double Parameter(string name, double otherwise) => _parameters.GetValueOrDefault(name, otherwise);

    /// <summary>Reads a definition; null where the text is cut off or damaged, or is of no horizontal system.</summary>
    public static WktDefinition? Of(string wkt)
    {
        var root = WktNode.Parse(wkt);
        while (root?.Keyword is "COMPD_CS" or "COMPOUNDCRS" or "BOUNDCRS" or "SOURCECRS")
            root = root.Children.Count > 0 ? root.Children[0] : null;
        var geographic = root?.Keyword switch
        {
            "PROJCS" or "PROJCRS" or "PROJECTEDCRS" => root.Child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"),
            "GEOGCS" or "GEOGCRS" or "GEOGRAPHICCRS" or "GEODCRS" or "GEODETICCRS" => root,
            _ => null,
        };
        var datum = geographic?.Child("DATUM", "ENSEMBLE", "TRF", "GEODETICDATUM");
        return
            datum?.Child("SPHEROID", "ELLIPSOID") is { } ellipsoid
            && double.IsFinite(ellipsoid.Number(1))
            && double.IsFinite(ellipsoid.Number(2))
            ? new(root!, geographic!, datum, ellipsoid)
            : null;
    }

    /// <summary>Whether a text looks like well-known text of any kind.</summary>
    public static bool IsWkt(string text) => Keyword().IsMatch(text);

    /// <summary>What the name says otherwise than the parameters, to be named in a message; null where they
    /// agree.</summary>
    public Bilingual? NameAgainstParameters()
    {
        if (IsGeographic)
            return null;
        if (WebMercator().IsMatch(Name))
            return Method is "mercator_auxiliary_sphere" or "popular_visualisation_pseudo_mercator"
                ? null
                : new(
                    "名称是网络墨卡托，参数却是椭球墨卡托",
                    "the name says web Mercator, the parameters an ellipsoidal one"
                );
        if (!IsTransverseMercator)
            return null;
        var (meridian, easting) = (Parameter("central_meridian", 0), Parameter("false_easting", 0));
        if (CentralMeridian().Match(Name) is { Success: true } named && !Number(named).Equals(meridian))
            return Against($"{Number(named)}°E", $"{meridian}°E");
        if (Utm().Match(Name) is { Success: true } utm)
        {
            var northing = utm.Groups[2].ValueSpan is "S" or "s" ? 10_000_000 : 0;
            var scale = Parameter("scale_factor", 1);
            return
                (6 * Number(utm) - 183).Equals(meridian)
                && easting.Equals(500_000)
                && Math.Abs(scale - 0.9996) < 1e-9
                && Parameter("false_northing", 0).Equals(northing)
                ? null
                : Against(
                    $"UTM {utm.Groups[1].Value}{utm.Groups[2].Value}",
                    string.Create(CultureInfo.InvariantCulture, $"{meridian}°E, k = {scale}, x₀ = {easting}")
                );
        }

        if (GaussKrugerZone().Match(Name) is not { Success: true } gauss)
            return null;
        var zone = Number(gauss);
        var isNarrow = ThreeDegrees().IsMatch(Name) || zone > 24;
        var (middle, prefixed) = (isNarrow ? 3 * zone : 6 * zone - 3, zone * 1_000_000 + 500_000);
        return middle.Equals(meridian) && (gauss.Groups[2].Success ? easting.Equals(500_000) : easting.Equals(prefixed))
            ? null
            : Against(
                string.Create(CultureInfo.InvariantCulture, $"{(isNarrow ? 3 : 6)}° {zone}"),
                string.Create(CultureInfo.InvariantCulture, $"{meridian}°E, x₀ = {easting}")
            );

        static Bilingual Against(string name, string parameters) =>
            new($"名称是 {name}，参数却是 {parameters}", $"the name says {name}, the parameters {parameters}");
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static string Plain(string name) =>
        name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_').Replace("/", "", StringComparison.Ordinal);

    // Units stand beside the parts or, in version 2, in every axis.
    private static IEnumerable<double> Units(WktNode node, params string[] keywords) =>
        node
            .Children.Where(c => c.Keyword == "AXIS")
            .SelectMany(a => a.Children)
            .Concat(node.Children)
            .Where(c => keywords.Contains(c.Keyword))
            .Select(c => c.Number(1));

    [GeneratedRegex(
        @"^\s*(?:GEOGCS|PROJCS|GEOGCRS|GEODCRS|GEODETICCRS|GEOGRAPHICCRS|PROJCRS|PROJECTEDCRS|COMPD_CS|COMPOUNDCRS|BOUNDCRS"
            + @"|LOCAL_CS|ENGCRS|GEOCCS|VERT_CS|VERTCRS|FITTED_CS)\s*[\[(]?",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Keyword();

    [GeneratedRegex("web[-_ ]?mercator|pseudo[-_ ]?mercator|popular[-_ ]visuali|google", RegexOptions.IgnoreCase)]
    private static partial Regex WebMercator();

    [GeneratedRegex(@"CM[-_ ]*(\d+(?:\.\d+)?)", RegexOptions.IgnoreCase)]
    private static partial Regex CentralMeridian();

    [GeneratedRegex(@"UTM[-_ ]*(?:zone[-_ ]*)?(\d{1,2})[-_ ]?([NS]?)", RegexOptions.IgnoreCase)]
    private static partial Regex Utm();

    [GeneratedRegex(@"(?:GK|Gauss[-_ ]?Kr[uü]e?ger)[-_ ]*zone[-_ ]*(\d{1,2})(N)?", RegexOptions.IgnoreCase)]
    private static partial Regex GaussKrugerZone();

    [GeneratedRegex(@"3[-_ ]?degree|3度", RegexOptions.IgnoreCase)]
    private static partial Regex ThreeDegrees();
}
