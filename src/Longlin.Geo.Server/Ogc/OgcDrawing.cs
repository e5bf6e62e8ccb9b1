using System.Globalization;
using System.Net;
using System.Text;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Server.Ogc;

/// <summary>A small map of a page of features, drawn into the page: no script, no other host.</summary>
internal static class OgcDrawing
{
    private const int Width = 420;
    private const int Tallest = 340;
    private const int Margin = 14;
    private const int Foot = 26;
    private const double MetresPerDegree = 111_195; // of latitude, on a sphere: good enough for a scale bar

    // A feature alone is shown with some land around it.
    private const double LeastMetres = 4000;

    /// <summary>
    /// The shapes north up over the townships, with a frame and a scale bar; null where there is nothing to draw.
    /// </summary>
    /// <param name="database">Holds the townships.</param>
    /// <param name="shapes">Longitude and latitude.</param>
    /// <param name="title">Read aloud instead of the drawing.</param>
    /// <param name="colour">Of the shapes, by its name in the palette.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<string?> SvgAsync(
        Database database,
        IEnumerable<Geometry> shapes,
        string title,
        string colour,
        CancellationToken cancellationToken
    )
    {
        Geometry[] drawn = [.. shapes.Where(g => !g.IsEmpty)];
        if (drawn.Length == 0)
            return null;
        var frame = Frame.Around(drawn);
        var ground = await AreaOutlines.RunAsync(database, frame.Box, cancellationToken);
        var (line, ink) = (Palette.Own["line"], Palette.Own[colour]);
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" "
                + $"width=\"{Width}\" height=\"{frame.Height + Foot}\">"
                + $"<svg width=\"{Width}\" height=\"{frame.Height}\">"
                + $"<rect width=\"100%\" height=\"100%\" fill=\"{Palette.Own["ground"]}\"/>"
        );
        foreach (var area in ground.SelectMany(Parts))
            svg.Append(
                $"<polygon points=\"{Points(area, frame)}\" fill=\"{Palette.Own["white"]}\" stroke=\"{line}\"/>"
            );
        foreach (var part in drawn.SelectMany(Parts))
            svg.Append(
                part switch
                {
                    Point => $"<circle r=\"4\" fill=\"{ink}\" {Centre(Points(part, frame))}/>",
                    Polygon => $"<polygon points=\"{Points(part, frame)}\" fill=\"{ink}33\" stroke=\"{ink}\"/>",
                    _ =>
                        $"<polyline points=\"{Points(part, frame)}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2\"/>",
                }
            );
        return svg.Append(
                CultureInfo.InvariantCulture,
                $"</svg><rect x=\".5\" y=\".5\" width=\"{Width - 1}\" height=\"{frame.Height - 1}\" "
                    + $"fill=\"none\" stroke=\"{Palette.Own["soft"]}\"/>"
            )
            .Append(ScaleBar(frame))
            .Append("</svg>")
            .ToString();
    }

    /// <summary>Shapes of well-known text, in longitude and latitude.</summary>
    public static IEnumerable<Geometry> Read(IEnumerable<string?> texts, OgcCrs crs)
    {
        WKTReader reader = new();
        return texts.OfType<string>().Select(t => Geographic(reader.Read(t), crs));
    }

    /// <summary>A shape of a system in longitude and latitude.</summary>
    public static Geometry Geographic(Geometry shape, OgcCrs crs)
    {
        shape.Apply(new ToGeographic(crs));
        return shape;
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

    private static string Points(Geometry part, Frame frame) => string.Join(' ', part.Coordinates.Select(frame.Place));

    // From coordinates to pixels.
    private sealed record Frame(Envelope Box, double PixelsEast, double PixelsNorth, int Height)
    {
        public double MetresPerPixel => MetresPerDegree / PixelsNorth;

        public static Frame Around(Geometry[] shapes)
        {
            Envelope box = new();
            foreach (var shape in shapes)
                box.ExpandToInclude(shape.EnvelopeInternal);
            // Degrees of longitude are shorter than those of latitude.
            var squeeze = Math.Cos(box.Centre.Y * Math.PI / 180);
            var least = LeastMetres / MetresPerDegree;
            box.ExpandBy(
                Math.Max(0, (least / squeeze) - box.Width) / 2,
                Math.Max(0, (least * Tallest / Width) - box.Height) / 2
            );
            var scale = Math.Min((Width - 2 * Margin) / (box.Width * squeeze), (Tallest - 2 * Margin) / box.Height);
            var height = (int)Math.Max(box.Height * scale + 2 * Margin, Tallest / 2.0);
            // In the middle of the frame.
            box.ExpandBy((Width / (squeeze * scale) - box.Width) / 2, (height / scale - box.Height) / 2);
            return new(box, squeeze * scale, scale, height);
        }

        public string Place(Coordinate c) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(c.X - Box.MinX) * PixelsEast:0.#},{(Box.MaxY - c.Y) * PixelsNorth:0.#}"
            );
    }

    private sealed class ToGeographic(OgcCrs crs) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (var i = 0; i < seq.Count; i++)
            {
                var (lon, lat) = crs.ToGeographic(seq.GetX(i), seq.GetY(i));
                seq.SetX(i, lon);
                seq.SetY(i, lat);
            }
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
