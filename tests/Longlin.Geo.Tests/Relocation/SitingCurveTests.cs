using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Tests.Relocation;

public class SitingCurveTests
{
    // Three points, so that the first stretch and the second have different slopes and neither starts at 0 m.
    private static readonly SitingFactor School = new()
    {
        Factor = "school",
        Title = new Bilingual("学校", "School"),
        Facilities = ["school"],
        Curve =
        [
            [500, 1],
            [1500, 0.6],
            [5500, 0.1],
        ],
    };

    [Theory]
    [InlineData(0, 1)] // level before the first point
    [InlineData(500, 1)]
    [InlineData(750, 0.9)] // between the first two points
    [InlineData(1000, 0.8)]
    [InlineData(1250, 0.7)]
    [InlineData(1500, 0.6)]
    [InlineData(2500, 0.475)] // between the second and the third
    [InlineData(5500, 0.1)]
    [InlineData(9000, 0.1)] // level after the last point
    [InlineData(double.PositiveInfinity, 0.1)]
    public void A_score_is_interpolated_between_the_neighbouring_points_of_the_curve(double metres, double score) =>
        Assert.Equal(score, School.Score(metres), 12);

    [Fact]
    public void The_shipped_curves_are_linear_between_their_first_two_points()
    {
        var standard = RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), SharedData.Catalog);
        Assert.All(
            standard.Siting!.Factors,
            factor =>
            {
                var (first, second) = (factor.Curve[0], factor.Curve[1]);
                Assert.Equal((first[1] + second[1]) / 2, factor.Score((first[0] + second[0]) / 2), 12);
                Assert.Equal(0.75 * first[1] + 0.25 * second[1], factor.Score(0.75 * first[0] + 0.25 * second[0]), 12);
            }
        );
    }
}
