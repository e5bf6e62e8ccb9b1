using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Where a table says its place: longitude and latitude, x and y as files use them (east, north), or WKT. Chinese
/// tables call north X: their words go before the letters, and where a header says only "X coordinate" the numbers
/// decide.
/// </summary>
internal sealed partial class PlaceColumns
{
    private static readonly string[] EastNames =
    [
        "lon",
        "lng",
        "long",
        "longitude",
        "经度",
        "东坐标",
        "东经",
        "横坐标",
        "横坐标y",
        "x",
        "easting",
        "east",
        "point_x",
        "x_coord",
        "xcoord",
        "coord_x",
    ];
    private static readonly string[] NorthNames =
    [
        "lat",
        "latitude",
        "纬度",
        "北坐标",
        "北纬",
        "纵坐标",
        "纵坐标x",
        "y",
        "northing",
        "north",
        "point_y",
        "y_coord",
        "ycoord",
        "coord_y",
    ];
    private static readonly string[] WktNames = ["wkt", "geom", "geometry", "几何"];
    private static readonly string[] XNames = ["x坐标", "坐标x", "x坐标值", "大地坐标x", "平面坐标x"];
    private static readonly string[] YNames = ["y坐标", "坐标y", "y坐标值", "大地坐标y", "平面坐标y"];
    private static readonly string[] EastWords = ["lon", "lng", "longitude"];
    private static readonly string[] NorthWords = ["lat", "latitude"];
    private static readonly HashSet<string> Names = [.. EastNames, .. NorthNames, .. WktNames, .. XNames, .. YNames];
    private readonly int _wkt;
    private readonly WKTReader _reader = new();
    private int _east;
    private int _north;
    private bool _open;

    private PlaceColumns(int east, int north, int wkt, bool open) =>
        (_east, _north, _wkt, _open) = (east, north, wkt, open);

    /// <summary>The names by which options give a place: <c>--map lon=COLUMN</c>.</summary>
    public static IReadOnlyList<string> Targets { get; } = ["lon", "lat", "wkt"];

    /// <summary>The table's header.</summary>
    public required IReadOnlyList<string> Header { get; init; }

    /// <summary>What was looked for, where the header says no place.</summary>
    public Bilingual? Missing { get; private init; }

    /// <summary>Whether a header says a place.</summary>
    public static bool Knows(string header) =>
        Names.Contains(Plain(header))
        || Says(header, EastWords, "经度", "东经")
        || Says(header, NorthWords, "纬度", "北纬");

    /// <summary>The columns of a header that say a place.</summary>
    /// <param name="header">The table's header.</param>
    /// <param name="map">What the user says: source column by target.</param>
    public static PlaceColumns Of(string[] header, IReadOnlyDictionary<string, string> map)
    {
        var plain = Array.ConvertAll(header, Plain);
        int Find(string target, string[] names) =>
            map.TryGetValue(target, out var source)
                ? Array.IndexOf(plain, Plain(source))
                : names.Select(n => Array.IndexOf(plain, n)).FirstOrDefault(i => i >= 0, -1);
        // A word within a header counts where only one header has it: start and end are two places.
        int Only(int found, Predicate<string> says) =>
            found >= 0 ? found
            : Array.FindAll(header, says).Length == 1 ? Array.FindIndex(header, says)
            : -1;
        var (east, north, wkt) = (Find("lon", EastNames), Find("lat", NorthNames), Find("wkt", WktNames));
        var (x, y) = (Find("", XNames), Find("", YNames));
        if (east < 0 && north < 0 && x >= 0 && y >= 0)
            return new(y, x, wkt, open: true) { Header = header };
        east = Only(east, h => Says(h, EastWords, "经度", "东经"));
        north = Only(north, h => Says(h, NorthWords, "纬度", "北纬"));
        return new(east, north, wkt, open: false)
        {
            Header = header,
            Missing = wkt >= 0 || (east >= 0 && north >= 0) ? null : NotFound(header),
        };
    }

    /// <summary>Whether a column of the header says a place.</summary>
    public bool Uses(int column) =>
        column == _wkt || (_east >= 0 && _north >= 0 && (column == _east || column == _north));

    /// <summary>The place of a row; null where it has none.</summary>
    public (Geometry? Geometry, Bilingual? Fault) Read(object?[] values)
    {
        if (_wkt >= 0 && Text(values[_wkt]) is { Length: > 0 } text)
        {
            try
            {
                return (_reader.Read(text), null);
            }
            catch (Exception e) when (BrokenGeometry.Is(e))
            {
                return (
                    null,
                    new(
                        $"WKT 无法读取：{Short(text)}，应如 POINT (105.1 24.7)",
                        $"the WKT cannot be read: {Short(text)}; it should be like POINT (105.1 24.7)"
                    )
                );
            }
        }

        if (_east < 0 || _north < 0)
            return (null, null);
        var (east, north) = (values[_east], values[_north]);
        if ((east as CellFault ?? north as CellFault) is { } bad)
            return (null, bad.Reason);
        if ((east as MergedCell ?? north as MergedCell) is { } merged)
            return (null, merged.Reason);
        if (Number(east, out var x) && Number(north, out var y))
        {
            if (_open)
                (x, y) = Decide(x, y);
            return (new Point(x, y), null);
        }

        var (eastText, northText) = (Text(east), Text(north));
        return string.IsNullOrEmpty(eastText) || string.IsNullOrEmpty(northText)
            ? (null, null)
            : (
                null,
                new(
                    $"坐标不是数字：\"{eastText}\"、\"{northText}\"",
                    $"the coordinates are not numbers: \"{eastText}\", \"{northText}\""
                )
            );
    }

    // The first pair of numbers decides for the file which of the two is east. Surveyors call north X: where the
    // numbers do not tell, so do we.
    private (double East, double North) Decide(double east, double north)
    {
        _open = false;
        var swapped =
            Math.Abs(east) <= 90 && Math.Abs(north) is > 90 and <= 180 // degrees
            || (IsNorthing(east) && !IsNorthing(north));
        if (swapped)
            (_east, _north) = (_north, _east);
        return swapped ? (north, east) : (east, north);

        static bool IsNorthing(double metres) => metres is > 1_500_000 and < 6_500_000;
    }

    private static Bilingual NotFound(string[] header) =>
        new(
            "没有坐标列。认得的有：经度/纬度、lon/lat、X坐标/Y坐标、东坐标/北坐标、x/y、wkt。"
                + $"文件的列：{string.Join("、", header)}。用 --map lon=列、--map lat=列 或 --map wkt=列 指明。",
            "No column says where a row lies. Known are: lon/lat, longitude/latitude, x/y, easting/northing, wkt. "
                + $"The file has: {string.Join(", ", header)}. Name them with --map lon=COLUMN and --map lat=COLUMN, "
                + "or --map wkt=COLUMN."
        );

    private static bool Says(string header, string[] words, params string[] chinese) =>
        Array.Exists(chinese, c => header.Contains(c, StringComparison.Ordinal))
        || Word().Matches(header.ToLowerInvariant()).Any(m => words.Contains(m.Value));

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static bool Number(object? value, out double number)
    {
        if (value is double given)
        {
            number = given;
            return true;
        }

        return double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static string? Text(object? value) =>
        (value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture))?.Trim();

    private static string Plain(string header) =>
        HeaderUnits
            .Split(ValueParser.HalfWidth(header).Trim().Trim('\uFEFF'))
            .Name.Replace(" ", "", StringComparison.Ordinal)
            .ToLowerInvariant();

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Word();
}
