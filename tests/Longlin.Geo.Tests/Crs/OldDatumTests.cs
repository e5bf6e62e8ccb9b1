using Longlin.Geo.Crs;

namespace Longlin.Geo.Tests.Crs;

/// <summary>The EPSG codes of Beijing 54 and Xi'an 80, written down here a second time, and no others.</summary>
public class OldDatumTests
{
    // First code, how many, Xi'an 80, first meridian, step between meridians, zone number before the easting (0: none).
    private static readonly (int First, int Count, bool Xian, int Meridian, int Step, int Zone)[] Series =
    [
        (2327, 11, true, 75, 6, 13),
        (2338, 11, true, 75, 6, 0),
        (2349, 21, true, 75, 3, 25),
        (2370, 21, true, 75, 3, 0),
        (2401, 21, false, 75, 3, 25),
        (2422, 21, false, 75, 3, 0),
        (21413, 11, false, 75, 6, 13),
        (21453, 11, false, 75, 6, 0),
    ];

    [Fact]
    public void Every_code_of_the_two_systems_is_known_and_no_other_is()
    {
        Dictionary<int, OldDatum> expected = new() { [4214] = new(false, null, 0, 0), [4610] = new(true, null, 0, 0) };
        foreach (var (first, count, xian, meridian, step, zone) in Series)
            for (var i = 0; i < count; i++)
                expected[first + i] = new(
                    xian,
                    meridian + i * step,
                    zone == 0 ? 500_000 : (zone + i) * 1_000_000 + 500_000,
                    step / 2.0
                );
        for (var code = 0; code < 40_000; code++)
            Assert.Equal((code, expected.GetValueOrDefault(code)), (code, OldDatum.Of(code)));
    }
}
