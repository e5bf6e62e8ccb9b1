using System.Globalization;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Where a table says its place: longitude and latitude, x and y as files use them (east, north), or WKT. Chinese
/// tables call north X: their words go before the letters.
/// </summary>
internal sealed class PlaceColumns
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
    ];
    private static readonly string[] WktNames = ["wkt", "geom", "geometry", "几何"];
    private static readonly HashSet<string> Names = [.. EastNames, .. NorthNames, .. WktNames];
    private readonly int _east;
    private readonly int _north;
    private readonly int _wkt;
    private readonly WKTReader _reader = new();

    private PlaceColumns(int east, int north, int wkt) => (_east, _north, _wkt) = (east, north, wkt);

    /// <summary>Whether a header says a place.</summary>
    public static bool Knows(string header) => Names.Contains(Plain(header));

    /// <summary>The columns of a header that say a place.</summary>
    public static PlaceColumns Of(string[] header)
    {
        var plain = Array.ConvertAll(header, Plain);
        int Find(string[] names) => names.Select(n => Array.IndexOf(plain, n)).FirstOrDefault(i => i >= 0, -1);
        return new(Find(EastNames), Find(NorthNames), Find(WktNames));
    }

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
                return (null, new($"WKT 无法读取：{e.Message}", $"WKT cannot be read: {e.Message}"));
            }
        }

        if (_east < 0 || _north < 0)
            return (null, null);
        var (east, north) = (values[_east], values[_north]);
        if (Number(east, out var x) && Number(north, out var y))
            return (new Point(x, y), null);
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

    private static string Plain(string header) => header.Trim().Trim('\uFEFF').ToLowerInvariant();
}
