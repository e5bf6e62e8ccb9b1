using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Import.Formats;

/// <summary>CSV with longitude and latitude (or x and y), or a WKT column; layers without geometry need neither.</summary>
internal static class CsvTableReader
{
    private static readonly string[] East = ["lon", "lng", "longitude", "经度", "x", "东坐标"];
    private static readonly string[] North = ["lat", "latitude", "纬度", "y", "北坐标"];
    private static readonly string[] Wkt = ["wkt", "geom", "geometry", "几何"];

    public static SourceFile Open(string file, string? encodingName)
    {
        var (encoding, said) = TextEncoding.Choose(file, encodingName);
        return new SourceFile(Rows(file, encoding), null, said);
    }

    private static IEnumerable<RawRow> Rows(string file, Encoding encoding)
    {
        using StreamReader text = new(file, encoding, detectEncodingFromByteOrderMarks: true);
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null, MaxFieldSize = 10_000_000 };
        using CsvReader csv = new(text, configuration);
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not { } header) throw new ImportException(file, "文件是空的。 The file is empty.");
        var (east, north, wkt) = (Column(header, East), Column(header, North), Column(header, Wkt));
        WKTReader reader = new();
        for (long number = 1; csv.Read(); number++)
        {
            Dictionary<string, object?> fields = new(StringComparer.Ordinal);
            for (var i = 0; i < header.Length; i++) fields[header[i]] = csv.GetField(i);
            var (geometry, fault) = Place(csv, east, north, wkt, reader);
            yield return new RawRow(number, fields, geometry, fault);
        }
    }

    private static (Geometry? Geometry, string? Fault) Place(CsvReader csv, int east, int north, int wkt, WKTReader reader)
    {
        if (wkt >= 0 && csv.GetField(wkt) is { Length: > 0 } text)
        {
            try
            {
                return (reader.Read(text), null);
            }
            catch (Exception e) when (e is ParseException or ArgumentException)
            {
                return (null, $"WKT 无法读取 cannot be read: {e.Message}");
            }
        }

        if (east < 0 || north < 0 || string.IsNullOrWhiteSpace(csv.GetField(east)) || string.IsNullOrWhiteSpace(csv.GetField(north))) return (null, null);
        return double.TryParse(csv.GetField(east), NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(csv.GetField(north), NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            ? (new Point(x, y), null)
            : (null, $"坐标不是数字 the coordinates are not numbers: \"{csv.GetField(east)}\", \"{csv.GetField(north)}\"");
    }

    private static int Column(string[] header, string[] names) => Array.FindIndex(header, h => names.Contains(h.Trim().ToLowerInvariant()));
}
