using System.Globalization;
using System.Net;
using System.Text;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Server.Ogc;

/// <summary>A small map of a page of features, drawn into the page: no script, no other host.</summary>
internal static class OgcDrawing
{
    private const int Width = 480;

    /// <summary>The shapes north up, in one scale; null where there is nothing to draw.</summary>
    /// <param name="shapes">Well-known text, longitude and latitude or metres.</param>
    /// <param name="title">Read aloud instead of the drawing.</param>
    public static string? Svg(IEnumerable<string?> shapes, string title)
    {
        WKTReader reader = new();
        Geometry[] read = [.. shapes.Where(s => s is not null).Select(reader.Read).Where(g => !g.IsEmpty)];
        if (read.Length == 0)
            return null;
        Envelope box = new();
        foreach (var shape in read)
            box.ExpandToInclude(shape.EnvelopeInternal);
        // Degrees of longitude are shorter than those of latitude; metres are not.
        var squeeze = Math.Abs(box.MaxY) <= 90 ? Math.Cos(box.Centre.Y * Math.PI / 180) : 1;
        var size = Math.Max(Math.Max(box.Width * squeeze, box.Height), 1e-6);
        var scale = (Width - 20) / size;
        var height = (int)(box.Height * scale) + 20;
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" width=\"{Width}\" height=\"{height}\">"
        );
        foreach (var part in read.SelectMany(Parts))
        {
            var points = part.Coordinates.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{10 + ((c.X - box.MinX) * squeeze * scale):0.#},{10 + ((box.MaxY - c.Y) * scale):0.#}"
                )
            );
            svg.Append(
                part switch
                {
                    Point => $"<circle r=\"3\" fill=\"{Palette.Own["met"]}\" {Centre(points.First())}/>",
                    Polygon =>
                        $"<polygon points=\"{string.Join(' ', points)}\" fill=\"{Palette.Own["met"]}33\" stroke=\"{Palette.Own["met"]}\"/>",
                    _ =>
                        $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{Palette.Own["met"]}\"/>",
                }
            );
        }

        return svg.Append("</svg>").ToString();
    }

    private static IEnumerable<Geometry> Parts(Geometry shape) =>
        Enumerable
            .Range(0, shape.NumGeometries)
            .Select(shape.GetGeometryN)
            // Holes are too small to see here.
            .Select(g => g is Polygon area ? area.Factory.CreatePolygon(area.Shell) : g);

    private static string Centre(string point) => point.Split(',') is [var x, var y] ? $"cx=\"{x}\" cy=\"{y}\"" : "";
}
