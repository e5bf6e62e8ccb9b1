using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Demo;

/// <summary>A place in the frame of the county: metres east and north of its south-west corner.</summary>
internal readonly record struct Spot(double X, double Y)
{
    public double To(Spot other) => double.Hypot(X - other.X, Y - other.Y);

    public Spot Plus(double x, double y) => new(X + x, Y + y);
}

/// <summary>The ground: an invented outline inside the county's bounding box, and heights that make valleys.</summary>
internal sealed class DemoTerrain
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private readonly DemoFigures _figures;
    private readonly double _east;
    private readonly double _north;
    private readonly double[] _phases;
    private readonly double[] _radii;
    private readonly ulong _noise;

    public DemoTerrain(DemoFigures figures, DemoRandom random)
    {
        _figures = figures;
        (_east, _north) = Geodesy.MetresPerDegree((figures.South + figures.North) / 2);
        (Width, Height) = ((figures.East - figures.West) * _east, (figures.North - figures.South) * _north);
        _phases = [.. Enumerable.Range(0, 8).Select(_ => random.Between(0, 2 * Math.PI))];
        _noise = random.Next();
        _radii = [.. Enumerable.Range(0, 240).Select(i => Radius(i * 2 * Math.PI / 240))];
        Outline =
        [
            .. Enumerable
                .Range(0, 240)
                .Select(i => (Angle: i * 2 * Math.PI / 240, R: _radii[i]))
                .Select(p => new Spot(p.R * Math.Cos(p.Angle), p.R * Math.Sin(p.Angle))),
        ];
        var (minX, maxX, minY, maxY) = (
            Outline.Min(s => s.X),
            Outline.Max(s => s.X),
            Outline.Min(s => s.Y),
            Outline.Max(s => s.Y)
        );
        Outline =
        [
            .. Outline.Select(s => new Spot(
                (s.X - minX) / (maxX - minX) * Width,
                (s.Y - minY) / (maxY - minY) * Height
            )),
        ];
        Area = Polygon(Outline);
        Prepared = NetTopologySuite.Geometries.Prepared.PreparedGeometryFactory.Prepare(Area);
    }

    public double Width { get; }

    public double Height { get; }

    public Spot[] Outline { get; }

    public Polygon Area { get; }

    private NetTopologySuite.Geometries.Prepared.IPreparedGeometry Prepared { get; }

    public bool Inside(Spot spot) => Prepared.Contains(Point(spot));

    /// <summary>Height without unit, about −1 in the valleys to 1 on the ridges.</summary>
    public double HeightAt(Spot s) =>
        0.5 * Math.Sin(s.X / 4100 + _phases[0] + 1.4 * Math.Sin(s.Y / 8700 + _phases[1]))
        + 0.3 * Math.Sin(s.Y / 3300 + _phases[2] + 1.1 * Math.Sin(s.X / 7200 + _phases[3]))
        + 0.2 * Math.Sin((s.X + s.Y) / 2300 + _phases[4]);

    /// <summary>
    /// Metres above the sea, between about 400 and 2,200: broad valleys, cut by smaller ones between ridges that grow
    /// with the height of the ground. Where most people live it is nearly flat.
    /// </summary>
    public double GroundAt(Spot s)
    {
        var height = HeightAt(s);
        var rough = Math.Clamp(0.5 + height, 0.2, 1.1);
        // A valley runs wherever the noise changes its sign.
        var relief =
            330 * Math.Abs(NoiseAt(s, 5200, 1))
            + 210 * Math.Abs(NoiseAt(s, 2300, 2))
            + 110 * Math.Abs(NoiseAt(s, 1150, 3))
            + 45 * NoiseAt(s, 560, 4);
        return 1_060 + 620 * height + rough * relief;
    }

    /// <summary>Whole metres above the sea.</summary>
    public double ElevationAt(Spot s) => Math.Round(GroundAt(s));

    // Seven decimals are a centimetre: the same text on every machine.
    public Coordinate At(Spot s) =>
        new(Math.Round(_figures.West + s.X / _east, 7), Math.Round(_figures.South + s.Y / _north, 7));

    public Point Point(Spot s) => Factory.CreatePoint(At(s));

    public LineString Line(IEnumerable<Spot> spots) => Factory.CreateLineString([.. spots.Select(At)]);

    public Polygon Polygon(IEnumerable<Spot> ring)
    {
        Coordinate[] open = [.. ring.Select(At)];
        return Factory.CreatePolygon([.. open, open[0]]);
    }

    /// <summary>A rounded patch of ground.</summary>
    public Polygon Patch(DemoRandom random, Spot centre, double radius)
    {
        var (stretch, phase) = (random.Between(0.6, 1.4), random.Between(0, 6.28));
        return Polygon(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                {
                    var angle = i * 2 * Math.PI / 24;
                    var r = radius * (1 + 0.18 * Math.Sin(3 * angle + phase));
                    return centre.Plus(r * stretch * Math.Cos(angle), r / stretch * Math.Sin(angle));
                })
        );
    }

    // Smooth noise from −1 to 1: random values at the corners of squares, and a polynomial between them.
    private double NoiseAt(Spot s, double size, ulong layer)
    {
        // Turned, so that no valley follows the squares of another layer.
        var (sin, cos) = Math.SinCos(0.7 * layer);
        var (x, y) = ((s.X * cos - s.Y * sin) / size + 500, (s.X * sin + s.Y * cos) / size + 500);
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = (Ease(x - column), Ease(y - row));
        return double.Lerp(
            double.Lerp(Corner(column, row), Corner(column + 1, row), u),
            double.Lerp(Corner(column, row + 1), Corner(column + 1, row + 1), u),
            v
        );

        double Corner(int c, int r) =>
            (
                DemoRandom.Mix(_noise + layer * 0xD1B54A32D192ED03 + (((ulong)c << 32) | (uint)r) * 0x9E3779B97F4A7C15)
                >> 11
            ) * (2.0 / (1UL << 53))
            - 1;

        static double Ease(double t) => t * t * t * (t * (6 * t - 15) + 10);
    }

    private double Radius(double angle) =>
        1
        + 0.10 * Math.Sin(2 * angle + _phases[5])
        + 0.07 * Math.Sin(5 * angle + _phases[6])
        + 0.04 * Math.Sin(11 * angle + _phases[7])
        + 0.015 * Math.Sin(37 * angle + _phases[0]);
}
