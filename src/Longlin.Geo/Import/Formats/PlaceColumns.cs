using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Import.Formats;

/// <summary>Where a table says its place: longitude and latitude, x and y as files use them (east, north), or WKT. Chinese tables call north X: their words go before the letters.</summary>
internal static class PlaceColumns
{
    private static readonly string[] East = ["lon", "lng", "long", "longitude", "经度", "东坐标", "东经", "横坐标", "横坐标y", "x"];
    private static readonly string[] North = ["lat", "latitude", "纬度", "北坐标", "北纬", "纵坐标", "纵坐标x", "y"];
    private static readonly string[] Wkt = ["wkt", "geom", "geometry", "几何"];

    /// <summary>Whether a header says a place.</summary>
    public static bool Knows(string header) => East.Concat(North).Concat(Wkt).Contains(Plain(header));

    /// <summary>The place of a row; null where it has none.</summary>
    public static (Geometry? Geometry, string? Fault) Read(IReadOnlyDictionary<string, object?> fields)
    {
        if (Find(fields, Wkt) is { Length: > 0 } text)
        {
            try
            {
                return (new WKTReader().Read(text), null);
            }
            catch (Exception e) when (e is ParseException or ArgumentException)
            {
                return (null, $"WKT 无法读取 cannot be read: {e.Message}");
            }
        }

        var (east, north) = (Find(fields, East), Find(fields, North));
        if (string.IsNullOrEmpty(east) || string.IsNullOrEmpty(north)) return (null, null);
        return double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            ? (new Point(x, y), null)
            : (null, $"坐标不是数字 the coordinates are not numbers: \"{east}\", \"{north}\"");
    }

    private static string? Find(IReadOnlyDictionary<string, object?> fields, string[] names)
    {
        foreach (var name in names)
        {
            foreach (var (header, value) in fields)
            {
                if (Plain(header) == name) return Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim();
            }
        }

        return null;
    }

    private static string Plain(string header) => header.Trim().Trim('﻿').ToLowerInvariant();
}
