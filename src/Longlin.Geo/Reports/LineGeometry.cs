using System.Text.Json.Nodes;

namespace Longlin.Geo.Reports;

/// <summary>
/// Lines of the network core as GeoJSON, longitude and latitude to seven decimals (about a centimetre).
/// </summary>
internal static class LineGeometry
{
    /// <summary>A MultiLineString; null where there is no line.</summary>
    public static JsonObject? MultiLineString(IReadOnlyCollection<double[]> lines) =>
        lines.Count == 0
            ? null
            : new JsonObject
            {
                ["type"] = "MultiLineString",
                ["coordinates"] = new JsonArray([.. lines.Select(l => (JsonNode)Positions(l))]),
            };

    /// <summary>A LineString, or a Point where the line is a single one.</summary>
    public static JsonObject PointOrLineString(double[] line)
    {
        var positions = Positions(line);
        return line.Length == 2
            ? new JsonObject { ["type"] = "Point", ["coordinates"] = positions[0]!.DeepClone() }
            : new JsonObject { ["type"] = "LineString", ["coordinates"] = positions };
    }

    private static JsonArray Positions(double[] line) =>
        new([
            .. Enumerable
                .Range(0, line.Length / 2)
                .Select(i => (JsonNode)new JsonArray(Math.Round(line[2 * i], 7), Math.Round(line[2 * i + 1], 7))),
        ]);
}
