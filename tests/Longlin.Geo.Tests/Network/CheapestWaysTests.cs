using Longlin.Geo.Model;
using Longlin.Geo.Network;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

public class CheapestWaysTests
{
    [Fact]
    public void A_seat_with_an_earth_road_of_its_own_is_a_start()
    {
        // Served roads are 20 km away; the seat's own earth road leads to the hamlet.
        var reach = Run(
            [Road(1, [20_000, 0, 21_000, 0]), Road(2, [0, 0, 2000, 0], DateSet.Empty)],
            [Seat(0, 10), new SourcePoint(2, At(20_000, 0), 300, DateSet.Always, DateSet.Always)],
            [Hamlet(1, 2000, 100)]
        );
        var way = Way(reach);
        Assert.Equal(2000, way.Upgrade, 1.0);
        Assert.Equal(0, way.Build);
        Assert.Equal([2L], way.Blocking);
    }

    [Fact]
    public void A_hamlet_near_its_seat_is_joined_to_the_seat_itself()
    {
        var reach = Run([Road(1, [20_000, 0, 21_000, 0])], [Seat(0, 0)], [Hamlet(1, 1200, 0)]);
        Assert.Equal((0, 1200), (Way(reach).Upgrade, Math.Round(Way(reach).Build)));
        Assert.True(double.IsNaN(Way(reach).Distance));
    }

    [Fact]
    public void A_closed_road_is_waited_for_and_named_and_nobody_builds_a_second_one()
    {
        var closed = Road(2, [1000, 0, 5000, 0], DateSet.Empty, exists: DateSet.Always) with
        {
            Closed = DateSet.Always,
        };
        var way = Way(Run([Road(1, [0, 0, 1000, 0]), closed], [Seat(-100, 0)], [Hamlet(1, 5000, 100)]));
        Assert.Equal((0, 0), (way.Upgrade, way.Build));
        Assert.Equal([2L], way.Blocking);
        Assert.Equal([2L], way.Closed);
    }

    [Fact]
    public void A_road_that_is_earth_and_closed_is_still_to_be_upgraded()
    {
        var way = Way(
            Run(
                [Road(1, [0, 0, 1000, 0]), Road(2, [1000, 0, 5000, 0], DateSet.Empty)],
                [Seat(-100, 0)],
                [Hamlet(1, 5000, 100)]
            )
        );
        Assert.Equal(4000, way.Upgrade, 1.0);
        Assert.Empty(way.Closed);
    }

    [Fact]
    public void A_shortcut_between_two_roads_is_found_from_the_middle_of_both()
    {
        // The earth road winds for 11 km; 300 m away from its middle runs a served one, without an end near.
        Link[] links = [Road(1, [0, 0, 9000, 0]), Road(2, [8000, 0, 8000, 2000, 4000, 300, 500, 4000], DateSet.Empty)];
        var (way, _, _) = Run(links, [Seat(-100, 0)], [Hamlet(1, 500, 4000)])
            .WayAt(0, 0, 1.6, TestContext.Current.CancellationToken);
        Assert.Equal(300, way.Cheapest.Build, 5.0);
        Assert.InRange(way.Cheapest.Upgrade, 5050, 5150);
        // The other choice: what is there, all along.
        Assert.Equal(0, way.Existing!.Build);
        Assert.InRange(way.Existing.Upgrade, 11_400, 11_480);
        Assert.InRange(way.Straight!.Build, 3990, 4010);
    }

    [Fact]
    public void A_served_place_names_the_links_that_alone_would_undo_it()
    {
        // A ring between two single roads.
        var reach = Run(
            [
                Road(1, [0, 0, 1000, 0]),
                Road(2, [1000, 0, 2000, 500, 3000, 0]),
                Road(3, [1000, 0, 2000, -500, 3000, 0]),
                Road(4, [3000, 0, 5000, 0]),
                Road(5, [5000, 0, 9000, 0]),
            ],
            [Seat(-100, 0)],
            [Hamlet(1, 4900, 100), Hamlet(2, 2000, 500)]
        );
        Assert.Equal([4L, 1L], reach.WayAt(0, 0, 1.6, TestContext.Current.CancellationToken).Critical);
        Assert.Equal([2L, 1L], reach.WayAt(1, 0, 1.6, TestContext.Current.CancellationToken).Critical);
    }

    [Fact]
    public void The_dearer_it_is_to_build_the_less_is_built()
    {
        Link[] links = [Road(1, [0, 0, 9000, 0]), Road(2, [8000, 0, 8000, 2000, 4000, 300, 500, 4000], DateSet.Empty)];
        var reach = Run(links, [Seat(-100, 0)], [Hamlet(1, 500, 4000)]);
        double[] built = [.. new[] { 0.5, 1.6, 40 }.Select(w => Way(reach, buildWeight: w).Build)];
        Assert.Equal(built.OrderDescending(), built);
        Assert.Equal(0, built[^1]);
    }

    [Fact]
    public void Roads_that_cross_without_a_junction_need_nothing_but_the_junction()
    {
        var way = Way(
            Run([Road(1, [0, 0, 2000, 0]), Road(2, [1000, -500, 1000, 1500])], [Seat(-100, 0)], [Hamlet(1, 1000, 1500)])
        );
        Assert.Equal((0, 0), (Math.Round(way.Upgrade), Math.Round(way.Build)));
        Assert.Empty(way.Blocking);
    }

    [Theory]
    [InlineData(false, 1000, "T1", 0)] // out of service, on a live line
    [InlineData(true, 1400, "T1", 400)] // in service, on no line
    [InlineData(true, 2500, null, 500)] // in service, on a line that nothing feeds
    public void A_device_of_the_place_is_named_where_it_is_out_of_service_or_on_no_line(
        bool works,
        double x,
        string? named,
        double build
    )
    {
        var days = works ? DateSet.Always : DateSet.Empty;
        Geo.Network.Server transformer = new(9, At(x, 4)[0], At(x, 4)[1], 5, 500, 1500, days, days, false)
        {
            Exists = DateSet.Always,
            Code = "T1",
        };
        NetworkInput input = new(
            [Road(1, [0, 0, 1000, 0]), Road(2, [1500, 0, 2500, 0])],
            [new SourcePoint(1, At(0, 3), 5, DateSet.Always, DateSet.Always)],
            [transformer],
            [Hamlet(1, x + 300, 0) with { ReachMetres = 0 }],
            LinksServe: false
        );
        var way = Way(ReachComputation.Run(input, CancellationToken.None));
        Assert.Equal(named, way.Device);
        Assert.Equal(0, way.Upgrade);
        Assert.Equal(build, way.Build, 5.0);
    }

    [Fact]
    public void A_device_that_does_not_stand_yet_is_no_way()
    {
        Geo.Network.Server later = new(
            9,
            At(1000, 4)[0],
            At(1000, 4)[1],
            5,
            500,
            1500,
            DateSet.Empty,
            DateSet.Empty,
            false
        )
        {
            Code = "T1",
        };
        NetworkInput input = new(
            [Road(1, [0, 0, 1000, 0])],
            [new SourcePoint(1, At(0, 3), 5, DateSet.Always, DateSet.Always)],
            [later],
            [Hamlet(1, 1300, 0)],
            LinksServe: false
        );
        var way = Way(ReachComputation.Run(input, CancellationToken.None));
        Assert.Null(way.Device);
        Assert.Equal(300, way.Build, 1.0);
    }

    [Fact]
    public void A_way_out_that_is_not_good_enough_costs_its_length()
    {
        var out_ = Road(1, [0, 0, 3000, 0], DateSet.Empty, source: true);
        var way = Way(Run([out_], [], [Hamlet(1, 3000, 100)]));
        Assert.Equal((3000, 0), (Math.Round(way.Upgrade), way.Build));
        Assert.Equal([1L], way.Blocking);
    }

    [Fact]
    public void Loops_doubles_and_lines_without_length_are_no_trouble()
    {
        Link[] links =
        [
            Road(1, [0, 0, 1000, 0]),
            Road(2, [1000, 0, 1500, 500, 2000, 0, 1500, -500, 1000, 0], DateSet.Empty),
            Road(3, [1000, 0, 1500, 500, 2000, 0], DateSet.Empty),
            Road(4, [3000, 0, 3000, 0], DateSet.Empty),
            Road(5, [2000, 0, 2600, 0, 2300, 200, 2300, -200], DateSet.Empty),
        ];
        var way = Way(Run(links, [Seat(-100, 0)], [Hamlet(1, 3000, 50)]));
        Assert.InRange(way.Upgrade + 1.6 * way.Build, 1000, 2 * 1.6 * 1000);
    }

    [Fact]
    public void A_served_place_has_its_real_distance()
    {
        var reach = Run([Road(1, [0, 0, 1000, 0])], [Seat(-100, 0)], [Hamlet(1, 900, 120)]);
        var way = Assert.Single(reach.WaysOn(0, 1.6, TestContext.Current.CancellationToken))!;
        Assert.Equal((true, 0, 0), (way.Served, way.Cheapest.Upgrade, way.Cheapest.Build));
        Assert.Equal(120, way.Cheapest.Distance, 0.5);
    }
}
