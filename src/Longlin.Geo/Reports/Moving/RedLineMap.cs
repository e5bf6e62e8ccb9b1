using System.Globalization;
using System.Net;
using System.Text;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Moving;

/// <summary>The map of a red-line sheet: an SVG in millimetres of paper, grid north up, at one of the usual
/// scales.</summary>
internal sealed class RedLineMap
{
    // A4 with margins of 15 mm; the map takes the width.
    private const double WidthMm = 180;
    private const double HeightMm = 130;
    private static readonly int[] Scales = [500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000];
    private static readonly Dictionary<string, string> Ink = new()
    {
        ["basic_farmland"] = Palette.Own["farmland"],
        ["ecological_red_line"] = Palette.Own["ecological"],
        ["hazard"] = Palette.Own["hazard"],
        ["flood"] = Palette.Own["flood"],
    };

    /// <summary>The line in the sheet's projection; metres.</summary>
    public required Geometry Line { get; init; }

    /// <summary>A proposed line is dashed.</summary>
    public required bool IsProposed { get; init; }

    /// <summary>What lies around, in the same projection.</summary>
    public required IReadOnlyList<RedLineNeighbour> Around { get; init; }

    /// <summary>The surfaces that are drawn as hardened.</summary>
    public required IReadOnlyList<string> HardSurfaces { get; init; }

    /// <summary>Titles of the kinds of zones.</summary>
    public required Func<string, string> KindTitle { get; init; }

    /// <summary>The letter at the north arrow.</summary>
    public required string North { get; init; }

    private int Scale => ScaleOf(Line.EnvelopeInternal);

    /// <summary>The smallest of the usual scales at which a line fits the map with a margin.</summary>
    public static int ScaleOf(Envelope line) =>
        Scales.FirstOrDefault(
            s => line.Width * 1000 / s <= WidthMm * 0.7 && line.Height * 1000 / s <= HeightMm * 0.7,
            Scales[^1]
        );

    /// <summary>Metres around a line that the map at its scale may show.</summary>
    public static double MarginOf(Envelope line) => WidthMm * ScaleOf(line) / 1000;

    /// <summary>
    /// Corners of all rings, the closing one left out; numbered through, so that a table and the map agree.
    /// </summary>
    internal static List<(int Number, Coordinate At)> Corners(Geometry line) =>
        [
            .. Enumerable
                .Range(0, line.NumGeometries)
                .Select(line.GetGeometryN)
                .OfType<Polygon>()
                .SelectMany(p => p.InteriorRings.Prepend(p.ExteriorRing))
                .SelectMany(r => r.Coordinates.SkipLast(1))
                .Select((c, k) => (k + 1, c)),
        ];

    public void AppendTo(StringBuilder page)
    {
        Open(page);
        foreach (var neighbour in Around)
            Neighbour(page, neighbour);
        RedLine(page);
        ArrowAndScale(page);
        page.Append("</svg>");
    }

    // Millimetres from the upper left corner of the map.
    private (double X, double Y) At(Coordinate c)
    {
        var centre = Line.EnvelopeInternal.Centre;
        return (WidthMm / 2 + (c.X - centre.X) * 1000 / Scale, HeightMm / 2 + (centre.Y - c.Y) * 1000 / Scale);
    }

    private static void Open(StringBuilder page)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WidthMm}mm\" height=\"{HeightMm}mm\" "
                + $"viewBox=\"0 0 {WidthMm} {HeightMm}\" role=\"img\" font-size=\"2.6\"><rect width=\"{WidthMm}\" "
                + $"height=\"{HeightMm}\" fill=\"{Palette.Own["paper"]}\"/><defs>"
        );
        foreach (var (kind, ink) in Ink)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<pattern id=\"{kind}\" width=\"2.5\" height=\"2.5\" patternUnits=\"userSpaceOnUse\" "
                    + $"patternTransform=\"rotate({45 * (1 + Ink.Keys.ToList().IndexOf(kind))})\"><path d=\"M0 "
                    + $"0V2.5\" stroke=\"{ink}\" stroke-width=\".3\"/></pattern>"
            );
        page.Append("</defs>");
    }

    private void Neighbour(StringBuilder page, RedLineNeighbour n)
    {
        var title =
            "<title>"
            + $"{Text($"{n.Code} {n.Name} {(n.Layer == "zones" ? KindTitle(n.Kind!) : n.Kind)}".Trim())}</title>";
        if (n.Layer == "zones")
            page.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"{Path(n.Shape)}\" fill=\""
                    + $"{(Ink.ContainsKey(n.Kind!) ? $"url(#{n.Kind})" : "none")}\" "
                    + $"stroke=\"{Ink.GetValueOrDefault(n.Kind!, Palette.Own["zone"])}\" stroke-width=\".15\" "
                    + $"fill-rule=\"evenodd\">{title}</path>"
            );
        else if (n.Layer == "roads")
            page.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"{Path(n.Shape)}\" fill=\"none\" stroke=\"{Palette.Own["site"]}\" "
                    + $"stroke-width=\".6\""
                    + $"{(IsPaved(n) ? "" : " stroke-dasharray=\"1.6 .8\"")}>"
                    + $"{title}</path>"
            );
        else
            Mark(page, n, title);
    }

    private void RedLine(StringBuilder page)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"{Path(Line)}\" fill=\"{Palette.Own["vacated"]}\" fill-opacity=\".06\" "
                + $"stroke=\"{Palette.Own["vacated"]}\" "
                + $"stroke-width=\".7\" stroke-dasharray=\"{(!IsProposed ? "none" : "3 1.2")}\" "
                + $"fill-rule=\"evenodd\"/>"
        );
        var every = Math.Max(1, (int)Math.Ceiling(Corners(Line).Count / 24.0));
        foreach (var (number, c) in Corners(Line))
        {
            var (x, y) = At(c);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\".5\" fill=\"{Palette.Own["white"]}\" "
                    + $"stroke=\"{Palette.Own["vacated"]}\" "
                    + $"stroke-width=\".2\"/>"
            );
            if ((number - 1) % every == 0)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{x + 0.8:0.##}\" y=\"{y - 0.8:0.##}\" font-size=\"2.2\">J{number}</text>"
                );
        }
    }

    private void ArrowAndScale(StringBuilder page)
    {
        // The arrow shows grid north: up is up on the whole sheet.
        var bar = Nice(40.0 * Scale / 1000);
        var length = bar * 1000 / Scale;
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <g transform="translate(170 6)"><path d="M0 0L2.6 11L0 8.8L-2.6 11Z" fill="{Palette.Own["ink"]}"/>
            <text x="0" y="15" text-anchor="middle" font-size="3.4">{Text(North)}</text></g>
            <g transform="translate(6 {HeightMm - 6})"><path d="M0 -1.5V0H{length:0.##}V-1.5M{length
                / 2:0.##} -1V0" fill="none" stroke="{Palette.Own["ink"]}" stroke-width=".4"/>
            <text x="0" y="-2.4">0</text><text x="{length:0.##}" y="-2.4" text-anchor="middle">{bar:0} m</text>
            <text x="{length
                + 4:0.##}" y="0" font-size="3.4">1:{Scale:#,0}</text></g>
            """
        );
    }

    private void Mark(StringBuilder page, RedLineNeighbour n, string title)
    {
        var (x, y) = At(n.Shape.Centroid.Coordinate);
        var shape =
            n.Layer == "hamlets"
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"1\" fill=\"{Palette.Own["ink"]}\"/>"
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{x - 0.8:0.##}\" y=\"{y - 0.8:0.##}\" width=\"1.6\" height=\"1.6\" "
                        + $"fill=\"{Palette.Own["white"]}\" stroke=\"{Palette.Own["ink"]}\" stroke-width=\".25\"/>"
                );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<g>{title}{shape}<text " + $"x=\"{x + 1.6:0.##}\" y=\"{y + 1:0.##}\">{Text(n.Name ?? n.Code)}</text></g>"
        );
    }

    private bool IsPaved(RedLineNeighbour road) => road.Kind is { } surface && HardSurfaces.Contains(surface);

    private string Path(Geometry shape)
    {
        StringBuilder d = new();
        for (var g = 0; g < shape.NumGeometries; g++)
        {
            IEnumerable<LineString> lines = shape.GetGeometryN(g) switch
            {
                Polygon p => p.InteriorRings.Prepend(p.ExteriorRing),
                LineString l => [l],
                _ => [],
            };
            foreach (var line in lines)
                for (var k = 0; k < line.NumPoints; k++)
                {
                    var (x, y) = At(line.GetCoordinateN(k));
                    d.Append(CultureInfo.InvariantCulture, $"{(k == 0 ? 'M' : 'L')}{x:0.##} {y:0.##}");
                }
        }

        return d.ToString();
    }

    private static double Nice(double metres)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(metres)));
        return power
            * (metres / power) switch
            {
                >= 5 => 5,
                >= 2 => 2,
                _ => 1,
            };
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
