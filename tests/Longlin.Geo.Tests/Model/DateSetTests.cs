using CsCheck;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Model;

public class DateSetTests
{
    private static readonly Gen<DateSet> Sets = Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 8])
        .List[0, 5]
        .Select(l =>
            DateSet.FromSpans(
                l.Select(p => new DateSpan(
                    p.Item1 < 0 ? int.MinValue : p.Item1,
                    p.Item2 == 8 ? int.MaxValue : Math.Max(0, p.Item1) + p.Item2
                ))
            )
        );
    private static readonly int[] Days = [int.MinValue, .. Enumerable.Range(-2, 34), int.MaxValue - 1];

    [Fact]
    public void Union_intersection_and_difference_agree_with_day_by_day_logic() =>
        Gen.Select(Sets, Sets)
            .Sample(
                (a, b) =>
                {
                    var (union, both, rest) = (a.Union(b), a.Intersect(b), a.Except(b));
                    return Days.All(d =>
                        union.Contains(d) == (a.Contains(d) || b.Contains(d))
                        && both.Contains(d) == (a.Contains(d) && b.Contains(d))
                        && rest.Contains(d) == (a.Contains(d) && !b.Contains(d))
                    );
                }
            );

    [Fact]
    public void Spans_neither_touch_nor_overlap() =>
        Gen.Select(Sets, Sets)
            .Sample(
                (a, b) =>
                {
                    var spans = a.Union(b).Spans.ToArray();
                    return spans.Zip(spans.Skip(1)).All(p => p.First.To < p.Second.From);
                }
            );

    [Fact]
    public void An_interval_is_half_open()
    {
        var set = DateSet.Between(10, 20);
        Assert.True(set.Contains(10));
        Assert.True(set.Contains(19));
        Assert.False(set.Contains(20));
    }
}
