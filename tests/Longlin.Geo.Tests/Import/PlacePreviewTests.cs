using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Import;

/// <summary>What a map shows of a checked file: all of a small one, a fair part of a large one, with the numbers.</summary>
public class PlacePreviewTests
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    private static ImportedRow Row(long row, Geometry? place, bool good = true) =>
        new(
            row,
            good ? new FeatureRecord(new Dictionary<string, object?>(), place) : null,
            good ? [] : [new Rejection(row, null, null, Bilingual.Same("?"))],
            Place: place
        );

    private static Point At(double x) => Factory.CreatePoint(new Coordinate(x, 24.7));

    [Fact]
    public void Every_row_of_a_small_file_is_shown_and_late_rejections_too()
    {
        PlacePreview preview = new();
        preview.Add(Row(1, At(105.1)));
        preview.Add(Row(2, At(105.2), good: false));
        preview.Add(Row(3, null, good: false));
        preview.Add(Row(4, At(105.4)));
        var built = preview.Build(new HashSet<long> { 2, 3, 4 });
        Assert.Equal([(1L, false), (2L, true), (4L, true)], built.Places.Select(p => (p.Row, p.Rejected)));
        Assert.Equal((4, 1, 0), (built.Rows, built.Placeless, built.Simplified));
        Assert.Equal(new Envelope(105.1, 105.4, 24.7, 24.7), built.Extent);
    }

    [Theory]
    [InlineData(2999)]
    [InlineData(3001)]
    [InlineData(50_000)]
    public void A_large_file_is_thinned_evenly_and_rejected_rows_are_not_crowded_out(int rows)
    {
        PlacePreview preview = new();
        HashSet<long> rejected = [];
        for (var i = 0; i < rows; i++)
        {
            if (i % 1000 == 7)
                rejected.Add(i);
            preview.Add(Row(i, At(100 + i * 0.0001), good: i % 1000 != 7));
        }

        var built = preview.Build(rejected);
        Assert.Equal(rejected, built.Places.Where(p => p.Rejected).Select(p => p.Row).ToHashSet());
        var good = built.Places.Where(p => !p.Rejected).Select(p => p.Row).ToArray();
        Assert.InRange(good.Length, Math.Min(rows - rejected.Count, PlacePreview.MostRows / 2), PlacePreview.MostRows);
        // Nowhere is much more left out than elsewhere.
        var step = (double)rows / good.Length;
        Assert.All(good.Zip(good.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 2 * step + 2));
        Assert.Equal(rows, built.Rows);
    }

    [Fact]
    public void Large_outlines_keep_their_form_with_fewer_vertices()
    {
        PlacePreview preview = new();
        const int outlines = 400;
        for (var n = 0; n < outlines; n++)
        {
            var centre = new Coordinate(105 + n % 20 * 0.01, 24.7 + n / 20 * 0.01);
            var ring = Enumerable
                .Range(0, 5001)
                .Select(i => i % 5000 * Math.Tau / 5000)
                .Select(a => new Coordinate(centre.X + Math.Cos(a) * 0.004, centre.Y + Math.Sin(a) * 0.004));
            preview.Add(Row(n, Factory.CreatePolygon([.. ring])));
        }

        var built = preview.Build(new HashSet<long>());
        Assert.Equal((outlines, outlines), (built.Places.Count, built.Simplified));
        Assert.InRange(built.Places.Sum(p => p.Geometry.NumPoints), outlines * 8, PlacePreview.MostVertices * 1.2);
        Assert.All(built.Places, p => Assert.InRange(p.Geometry.Area / (Math.PI * 0.004 * 0.004), 0.9, 1.001));
    }
}
