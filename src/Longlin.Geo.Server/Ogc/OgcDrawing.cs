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
    private const int Tallest = 480;
    private const int Margin = 14;
    private const int Foot = 26;
    private const double MetresPerDegree = 111_195; // of latitude, on a sphere: good enough for a scale bar

    // A point alone is shown with some land around it.
    private const double LeastMetres = 500;

    /// <summary>The shapes north up, with a frame and a scale bar; null where there is nothing to draw.</summary>
    /// <param name="shapes">Longitude and latitude or metres.</param>
    /// <param name="title">Read aloud instead of the drawing.</param>
    /// <param name="northFirst">Whether latitude or northing stands first in the coordinates.</param>
    public static string? Svg(IEnumerable<Geometry> shapes, string title, bool northFirst = false)
    {
        Geometry[] drawn = [.. shapes.Where(g => !g.IsEmpty)];
        if (drawn.Length == 0)
            return null;
        var frame = Frame.Around(drawn, northFirst);
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" "
                + $"width=\"{Width}\" height=\"{frame.Height + Foot}\">"
                + $"<rect x=\".5\" y=\".5\" width=\"{Width - 1}\" height=\"{frame.Height - 1}\" "
                + $"fill=\"{Palette.Own["white"]}\" stroke=\"{Palette.Own["line"]}\"/>"
        );
        var met = Palette.Own["met"];
        foreach (var part in drawn.SelectMany(Parts))
        {
            var points = part.Coordinates.Select(frame.Place);
            svg.Append(
                part switch
                {
                    Point => $"<circle r=\"3\" fill=\"{met}\" {Centre(points.First())}/>",
                    Polygon => $"<polygon points=\"{string.Join(' ', points)}\" fill=\"{met}33\" stroke=\"{met}\"/>",
                    _ => $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{met}\"/>",
                }
            );
        }

        return svg.Append(ScaleBar(frame)).Append("</svg>").ToString();
    }

    /// <summary>Shapes of well-known text.</summary>
    public static IEnumerable<Geometry> Read(IEnumerable<string?> texts)
    {
        WKTReader reader = new();
        return texts.OfType<string>().Select(reader.Read);
    }

    /// <summary>The length that a scale bar stands for, 1, 2 or 5 times a power of ten metres.</summary>
    /// <param name="metresPerPixel">Of the drawing.</param>
    /// <param name="pixels">How long the bar may be.</param>
    internal static double BarMetres(double metresPerPixel, double pixels)
    {
        var most = metresPerPixel * pixels;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return power
            * (
                most / power >= 5 ? 5
                : most / power >= 2 ? 2
                : 1
            );
    }

    private static string ScaleBar(Frame frame)
    {
        var metres = BarMetres(frame.MetresPerPixel, Width / 3.0);
        var length = metres / frame.MetresPerPixel;
        var text = metres >= 1000 ? $"{metres / 1000:0.#} km" : $"{metres:0.#} m";
        var (y, ink) = (frame.Height + 14, Palette.Own["text"]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<path d=\"M1 {y - 4}v8M1 {y}h{length:0.#}m0 -4v8\" stroke=\"{ink}\" fill=\"none\"/>"
                + $"<text x=\"{length + 8:0.#}\" y=\"{y + 4}\" font-size=\"12\" fill=\"{ink}\">{text}</text>"
        );
    }

    // From coordinates to pixels.
    private sealed record Frame(
        double West,
        double North,
        double PixelsEast,
        double PixelsNorth,
        int Height,
        double MetresPerPixel,
        bool NorthFirst
    )
    {
        public static Frame Around(Geometry[] shapes, bool northFirst)
        {
            Envelope box = new();
            foreach (var shape in shapes)
            {
                var own = shape.EnvelopeInternal;
                box.ExpandToInclude(northFirst ? new(own.MinY, own.MaxY, own.MinX, own.MaxX) : own);
            }

            var metric = Math.Abs(box.MaxY) > 90;
            // Degrees of longitude are shorter than those of latitude; metres are not.
            var squeeze = metric ? 1 : Math.Cos(box.Centre.Y * Math.PI / 180);
            var metres = metric ? 1 : MetresPerDegree;
            var least = LeastMetres / metres;
            if (box.Height < least && box.Width * squeeze < least)
                box.ExpandBy(least / squeeze, least);
            var scale = Math.Min(
                (Width - 2 * Margin) / Math.Max(box.Width * squeeze, 1e-9),
                (Tallest - 2 * Margin) / Math.Max(box.Height, 1e-9)
            );
            var wide = box.Width * squeeze * scale;
            return new(
                // In the middle of the frame.
                box.MinX
                    - (Width - wide) / 2 / (squeeze * scale),
                box.MaxY + Margin / scale,
                squeeze * scale,
                scale,
                (int)(box.Height * scale) + 2 * Margin,
                metres / scale,
                northFirst
            );
        }

        public string Place(Coordinate c)
        {
            var (east, north) = NorthFirst ? (c.Y, c.X) : (c.X, c.Y);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(east - West) * PixelsEast:0.#},{(North - north) * PixelsNorth:0.#}"
            );
        }
    }

    private static IEnumerable<Geometry> Parts(Geometry shape) =>
        Enumerable
            .Range(0, shape.NumGeometries)
            .Select(shape.GetGeometryN)
            // Holes are too small to see here.
            .Select(g => g is Polygon area ? area.Factory.CreatePolygon(area.Shell) : g);

    private static string Centre(string point) => point.Split(',') is [var x, var y] ? $"cx=\"{x}\" cy=\"{y}\"" : "";
}
