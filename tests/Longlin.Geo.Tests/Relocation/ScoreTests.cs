using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Siting;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Relocation;

/// <summary>A site's total, its shape in metres, serving costs and progress of the moves, against plain
/// arithmetic.</summary>
public class ScoreTests
{
    private static readonly SitingRules Siting = RulesFolder
        .Load(Path.Combine(ProjectRoot.Find(), "data"), SharedData.Catalog)
        .Siting!;

    private static FactorScore Factor(double weight, double? score, double low, double high) =>
        new(Siting.Factors[0] with { Weight = weight }, null, null, null, score, low, high, null);

    private static SiteSlope Slope(double unknown, double low, double high) => new(10, 20, 0, unknown, low, high);

    [Fact]
    public void The_total_is_the_weighted_sum_reduced_by_the_penalty_of_slope()
    {
        SitingSlope limits = new(15, 25, 0.25, false);
        FactorScore[] known = [Factor(0.75, 0.4, 0.4, 0.4), Factor(0.25, 0.8, 0.8, 0.8)];
        AssertTotal(0.5 * 0.9, 0.5 * 0.9, 0.5 * 0.9, SiteTotal.Compute(known, Slope(0, 0.4, 0.4), limits, false));
        AssertTotal(null, 0.5 * 0.85, 0.5 * 0.9, SiteTotal.Compute(known, Slope(0.2, 0.4, 0.6), limits, false));
        FactorScore[] partly = [known[0], Factor(0.25, null, 0.2, 1)];
        AssertTotal(null, 0.35 * 0.9, 0.55 * 0.9, SiteTotal.Compute(partly, Slope(0, 0.4, 0.4), limits, false));
        AssertTotal(null, null, null, SiteTotal.Compute(known, Slope(0, 0.4, 0.4), limits, true));

        static void AssertTotal(double? score, double? low, double? high, SiteTotal total)
        {
            Assert.Equal(
                (Rounded(score), Rounded(low), Rounded(high)),
                (Rounded(total.Score), Rounded(total.Low), Rounded(total.High))
            );
            static double? Rounded(double? value) => value is { } v ? Math.Round(v, 9) : null;
        }
    }

    [Fact]
    public void The_shape_of_a_site_measures_in_metres_from_its_outline()
    {
        var (east, north) = Geodesy.MetresPerDegree(24.7);
        Coordinate At(double x, double y) => new(105 + x / east, 24.7 + y / north);
        GeometryFactory factory = new(new PrecisionModel(), 4490);
        var square = factory.CreatePolygon([At(-100, -50), At(100, -50), At(100, 50), At(-100, 50), At(-100, -50)]);
        double[] Line(params (double X, double Y)[] points) =>
            [.. points.SelectMany(p => (double[])[At(p.X, p.Y).X, At(p.X, p.Y).Y])];
        foreach (var (geometry, edge) in ((Geometry, double)[])[(square, 100), (factory.CreatePoint(At(0, 0)), 0)])
        {
            SiteShape shape = new(geometry);
            Assert.Equal(edge == 0 ? 0 : double.Hypot(100, 50), shape.RadiusMetres, 0.5);
            // A line to the east: its nearest place is at the height of the site.
            var (metres, lon, lat) = shape.To(Line((400, -300), (400, 0), (400, 300)));
            Assert.Equal(400 - edge, metres, 0.5);
            Assert.Equal(At(400, 0).X, lon, 1e-6);
            Assert.InRange(lat, At(0, -51).Y, At(0, 51).Y);
            Assert.Equal(0, shape.To(Line((-500, 0), (500, 0))).Metres, 0.01);
            Assert.Equal(300 - edge, shape.To(Line((300, 0))).Metres, edge == 0 ? 0.5 : 101);
            Assert.Equal(500 - edge, shape.To(At(500, 0).X, 24.7), 0.5);
            Assert.Equal(edge == 0 ? 40 : 0, shape.To(At(40, 0).X, 24.7), 0.5);
        }

        SiteShape two = new(factory.CreateMultiPolygon([square, (Polygon)square.Buffer(0)]));
        Assert.Equal(2, two.Rings!.Count);
        Assert.Null(new SiteShape(factory.CreatePoint(At(0, 0))).Rings);
    }

    [Theory]
    [InlineData(10.0, 0.0, null, 20, "1000 link")]
    [InlineData(10.0, 20.0, null, 20, "5000 link")]
    [InlineData(10.0, 20.0, 250.0, 20, "5000 link")] // the same cost: the link
    [InlineData(10.0, 20.0, 249.0, 20, "4980 off_grid")]
    [InlineData(null, null, 249.0, 20, "4980 off_grid")]
    [InlineData(null, null, null, 20, " ")]
    [InlineData(null, null, 249.0, null, " ")]
    [InlineData(10.0, 20.0, 1.0, null, "5000 link")]
    public void A_service_is_brought_in_the_cheaper_way(
        double? upgrade,
        double? build,
        double? offGrid,
        int? households,
        string expected
    )
    {
        UnitCosts costs = new()
        {
            Name = "c",
            Version = "1",
            Verified = false,
            Note = Bilingual.Same(""),
            Services = new Dictionary<string, UnitCost> { ["power"] = new(100, 200, offGrid) },
        };
        HamletFacts hamlet = new(
            "H",
            null,
            null,
            null,
            null,
            null,
            households,
            null,
            null,
            false,
            null,
            105,
            24.7,
            null,
            null,
            null,
            [],
            true,
            true,
            new Dictionary<string, ServiceStatus> { ["power"] = new(Verdict.NotMet, "x", upgrade, build) }
        );
        var serving = InPlaceCost.Compute(hamlet, costs, new(["power"], []));
        var line = Assert.Single(serving.Lines);
        Assert.Equal(expected, $"{line.Yuan:0} {line.Choice}");
        Assert.Equal((line.Yuan ?? 0, line.Yuan is not null), (serving.Yuan, serving.Complete));
        Assert.Equal(line.Yuan is not null, line.Counted);
    }

    [Fact]
    public void Moves_are_counted_by_site_and_township_until_the_day()
    {
        DateOnly day = new(2019, 12, 31);
        Move Moved(
            DateOnly on,
            int? households,
            int persons,
            string? site,
            string? township,
            DateOnly? removed = null
        ) => new(on, site, "H", households, persons, null, site is null ? null : $"点{site}", township, "镇", removed);
        Move[] moves =
        [
            Moved(day, 1, 4, "B", "T1", day),
            Moved(day.AddYears(-1), 2, 8, "A", "T2", day.AddDays(1)),
            Moved(day.AddYears(-1).AddDays(1), null, 16, "B", "T2"),
            Moved(day.AddDays(1), 4, 32, "A", "T1", day),
            Moved(day.AddYears(-9), 8, 64, null, null, day.AddYears(-8)),
        ];
        var bySite = MoveProgress.From(moves, day, "site");
        Assert.Equal((11, 92, 20, 9), (bySite.Households, bySite.Persons, bySite.LastYear, bySite.HousesRemoved));
        Assert.Equal([new("", null, 8, 64, 64), new("A", "点A", 2, 8, 72), new("B", "点B", 1, 20, 92)], bySite.Groups);
        Assert.Equal(
            [new("", "镇", 8, 64, 64), new("T1", "镇", 1, 4, 68), new("T2", "镇", 2, 24, 92)],
            MoveProgress.From(moves, day, "township").Groups
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => MoveProgress.From(moves, day, "year"));
        Assert.Equal(100, MoveProgress.PerMonth(1200, new(2019, 1, 1), new(2020, 1, 1))!.Value, 0.2);
        Assert.Equal(12, MoveProgress.PerMonth(12, new(2019, 1, 1), new(2019, 1, 2)));
        Assert.Null(MoveProgress.PerMonth(12, new(2019, 1, 1), new(2019, 1, 1)));
        Assert.Null(MoveProgress.PerMonth(12, new(2019, 1, 1), null));
    }
}
