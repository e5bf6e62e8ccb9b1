using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Planning;

/// <summary>The small published networks, with the answers that are right.</summary>
public class NetworkCaseTests
{
    private static readonly Standard Rules = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly ServiceRule Road = Rules.Network("road");
    private static readonly DateOnly Day = new(2018, 12, 31);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, Verdict> Verdicts(CountyData county)
    {
        var reach = ReachComputation.Served(ServiceNetwork.Build(Road, county, county.Places).Input, Token);
        return county
            .Places.Select(
                (p, i) =>
                    (p.Name!, PlaceTimeline.At(PlaceTimeline.Build(reach[i], DateSet.Empty), Day.DayNumber).Verdict)
            )
            .ToDictionary();
    }

    private static Dictionary<string, DayWay> Ways(CountyData county)
    {
        var network = ServiceNetwork.Build(Road, county, county.Places);
        var reach = ReachComputation.Run(network.Input, Token);
        int[] all = [.. Enumerable.Range(0, county.Places.Count)];
        return DayWays
            .Compute(Rules, Road, county, new(all, reach), Day, Token)
            .ToDictionary(w => county.Places.First(p => p.Id == w.Id).Name!);
    }

    [Fact]
    public void A_hamlet_beside_its_seat_hardens_the_road_that_is_there_or_builds_a_short_one()
    {
        var ways = Ways(CaseCounty.Read("seat"));
        Assert.Null(ways["甲屯"].Reason);
        var (second, third) = (ways["乙屯"], ways["丙屯"]);
        Assert.Equal(VerdictReason.UpgradeNeeded, second.Reason);
        Assert.InRange(second.Upgrade!.Value, 1_990, 2_005);
        Assert.Equal(0, second.Build);
        Assert.Equal(["s2"], second.Blocking);
        Assert.Equal(VerdictReason.NoLink, third.Reason);
        Assert.InRange(third.Build!.Value, 1_190, 1_205);
    }

    [Fact]
    public void A_shared_vertex_joins_a_crossing_is_listed_and_a_loop_is_neither_dead_end_nor_break()
    {
        var county = CaseCounty.Read("brk");
        var verdicts = Verdicts(county);
        Assert.Equal((Verdict.Met, Verdict.NotMet), (verdicts["同屯"], verdicts["叉屯"]));
        var one = Assert.Single(NetworkBreaks.Find(Road, Rules, county, Day, Token));
        Assert.Equal(("cr1", "cr2", "crossing"), (one.Code, one.ToCode, one.Reasons.Single()));
        Assert.Equal((1, 60L), (one.PlaceCount, one.Households));
        Assert.StartsWith("cr1@105.20988,24.90000~", one.Id, StringComparison.Ordinal);
        Assert.DoesNotContain("loop1", NetworkFindings.DeadEnds(Road, Rules, county, Day, Token).Select(d => d.Code));
    }

    [Fact]
    public void Odd_shapes_join_where_they_touch_and_are_suspected_where_they_nearly_do()
    {
        var county = CaseCounty.Read("net");
        var verdicts = Verdicts(county);
        string[] Named(Verdict verdict) =>
            [.. verdicts.Where(v => v.Value == verdict).Select(v => v.Key).Order(StringComparer.Ordinal)];
        Assert.Equal(["Multigap", "Seat350"], Named(Verdict.NotMet));
        // Their roads begin 0.8 m before the one they should join, or two metres beyond it.
        Assert.Equal(["Overshoot", "Under0.8"], Named(Verdict.Unknown));
        Assert.InRange(Ways(county)["Seat350"].Build!.Value, 345, 355);
        var breaks = NetworkBreaks.Find(Road, Rules, county, Day, Token);
        Assert.DoesNotContain("n04-a", breaks.SelectMany(b => (string?[])[b.Code, b.ToCode]));
        Assert.DoesNotContain("n04-a", NetworkFindings.DeadEnds(Road, Rules, county, Day, Token).Select(d => d.Code));
        Assert.Equal(
            ["n06-b@start~n06-a", "n07-b@start~n07-a"],
            breaks.Where(b => b.Households == 60 && !b.Reasons.Contains("crossing")).Select(b => b.Id).Order()
        );
        var near = breaks.Single(b => b.Code == "n07-b");
        Assert.InRange(near.MissingMetres!.Value, 0.7, 0.9);
    }

    [Fact]
    public void Detail_counts_a_gap_of_asphalt_a_missing_surface_and_a_metre_of_reach()
    {
        var county = CaseCounty.Read("misc");
        var verdicts = Verdicts(county);
        Assert.Equal(
            "culvert=NotMet nosurf=Unknown parallel=Met passby=Met replaced=Met ringseat=Met side299=Met side301=NotMet",
            string.Join(' ', verdicts.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"))
        );
        // A T on a segment of 40 km is joined, so it is no break.
        Assert.DoesNotContain("pb2", NetworkBreaks.Find(Road, Rules, county, Day, Token).Select(b => b.Code));
    }
}
