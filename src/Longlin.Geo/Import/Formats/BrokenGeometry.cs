using System.Text.Json;
using NetTopologySuite.IO;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// NetTopologySuite's readers (GeoJSON, WKT, GeoPackage binary) report broken geometry by many exceptions. Each of
/// them means one bad geometry, neither a program error nor a bad file.
/// </summary>
public static class BrokenGeometry
{
    /// <summary>Whether an exception thrown by a reader of geometries means that the geometry is broken.</summary>
    public static bool Is(Exception e) =>
        e
            is JsonException
                or ParseException
                or ArgumentException
                or InvalidOperationException
                or FormatException
                or NotSupportedException
                or NullReferenceException
                or IndexOutOfRangeException
                or OverflowException
                or IOException
                or OutOfMemoryException;
}
