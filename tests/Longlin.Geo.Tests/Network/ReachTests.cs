using Longlin.Geo.Model;
using Longlin.Geo.Network;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

public class ReachTests
{
    [Fact]
    public void A_hardened_road_without_a_source_serves_no_place()
    {
        var reach = Run(
            [Road(1, [0, 0, 1000, 0]), Road(2, [3000, 0, 4000, 0])],
            [Seat(0, 0)],
            [Hamlet(1, 900, 50), Hamlet(2, 3500, 20)]
        );
        Assert.Equal(DateSet.Always, reach.Places[0].Definite);
        Assert.True(reach.Places[1].Definite.IsEmpty);
        Assert.True(reach.Places[1].Possible.IsEmpty);
    }

    [Fact]
    public void Ends_within_half_a_metre_join_and_ends_a_metre_apart_do_not()
    {
        var reach = Run(
            [Road(1, [0, 0, 1000, 0]), Road(2, [1000.3, 0, 2000, 0]), Road(3, [2001, 0, 3000, 0])],
            [Seat(0, 0)],
            [Hamlet(1, 1900, 0), Hamlet(2, 2900, 0)]
        );
        Assert.False(reach.Places[0].Definite.IsEmpty);
        Assert.True(reach.Places[1].Definite.IsEmpty);
    }

    [Fact]
    public void An_end_on_another_road_connects_there_and_crossing_lines_do_not_connect()
    {
        var reach = Run(
            [Road(1, [0, 0, 2000, 0]), Road(2, [1000, 0.3, 1000, 1500]), Road(3, [1600, -800, 1600, 1500])],
            [Seat(0, 0)],
            [Hamlet(1, 1000, 1400), Hamlet(2, 1600, 1400)]
        );
        Assert.False(reach.Places[0].Definite.IsEmpty);
        Assert.True(reach.Places[1].Definite.IsEmpty);
    }

    [Theory]
    [InlineData(1000, 0, true)] // the very coordinate
    [InlineData(1000, 0.001, false)] // a millimetre beside it
    public void A_vertex_that_two_roads_share_is_a_junction(double x, double y, bool joined)
    {
        var reach = Run(
            [Road(1, [0, 0, 1000, 0, 2000, 0]), Road(2, [x, -800, x, y, x, 1500])],
            [Seat(0, 0)],
            [Hamlet(1, 1000, 1400), Hamlet(2, 1000, -700)]
        );
        Assert.All(reach.Places, p => Assert.Equal(joined, !p.Definite.IsEmpty));
        Assert.Equal(joined ? 4 : 2, reach.Graph.EdgeCount);
    }

    [Fact]
    public void A_shared_vertex_at_which_a_third_road_ends_is_one_junction_of_all_three()
    {
        var reach = Run(
            [
                Road(1, [0, 0, 1000, 0, 2000, 0]),
                Road(2, [1000, -800, 1000, 0, 1000, 800]),
                Road(3, [1000.2, 0, 1800, 900]),
                // Meets itself: no junction of two roads.
                Road(4, [5000, 0, 6000, 0, 6500, 500, 6000, 0, 6000, -500]),
            ],
            [Seat(-10, 0)],
            [Hamlet(1, 1000, 780), Hamlet(2, 1800, 900)]
        );
        Assert.All(reach.Places, p => Assert.False(p.Definite.IsEmpty));
        Assert.Equal(6, reach.Graph.EdgeCount);
    }

    [Fact]
    public void A_place_is_served_from_the_day_the_last_link_of_its_path_is_hardened()
    {
        var reach = Run(
            [
                Road(1, [0, 0, 1000, 0], DateSet.Between(200, int.MaxValue)),
                Road(2, [1000, 0, 2000, 0], DateSet.Between(100, int.MaxValue)),
            ],
            [Seat(-100, 0)],
            [Hamlet(1, 1900, 0)]
        );
        Assert.Equal(DateSet.Between(200, int.MaxValue), reach.Places[0].Definite);
    }

    [Fact]
    public void A_closure_cuts_a_place_off_only_while_it_lasts_and_not_where_there_is_a_detour()
    {
        var closed = DateSet.Always.Except(DateSet.Between(50, 60));
        var cut = Run([Road(1, [0, 0, 1000, 0], closed)], [Seat(-100, 0)], [Hamlet(1, 900, 200)]);
        Assert.Equal(closed, cut.Places[0].Definite);
        var detour = Run(
            [
                Road(1, [0, 0, 1000, 0], closed),
                Road(2, [0, 0, 0, 600, 1000, 600, 1000, 0]),
                Road(3, [1000, 0, 2500, 0]),
            ],
            [Seat(-100, 0)],
            [Hamlet(1, 2500, 0)]
        );
        Assert.Equal(DateSet.Always, detour.Places[0].Definite);
    }

    [Fact]
    public void A_missing_attribute_makes_a_place_unknown_only_if_it_decides()
    {
        Link[] links =
        [
            Road(1, [0, 0, 1000, 0]),
            Road(2, [1000, 0, 2000, 0], DateSet.Empty, DateSet.Always),
            Road(3, [1000, 0, 1000, 900]),
        ];
        var reach = Run(links, [Seat(-100, 0)], [Hamlet(1, 1900, 0), Hamlet(2, 1000, 850)]);
        Assert.True(reach.Places[0].Definite.IsEmpty);
        Assert.Equal(DateSet.Always, reach.Places[0].Possible);
        Assert.Equal(DateSet.Always, reach.Places[1].Definite);
    }

    [Fact]
    public void Metres_to_upgrade_metres_to_build_and_blocking_links_come_from_the_cheapest_path()
    {
        Link[] links =
        [
            Road(1, [0, 0, 1000, 0]),
            Road(2, [1000, 0, 1800, 0], DateSet.Empty),
            Road(3, [1800, 0, 2600, 0], DateSet.Empty),
        ];
        var reach = Run(links, [Seat(-100, 0)], [Hamlet(1, 2600, 320)]);
        var way = Way(reach);
        Assert.InRange(way.Upgrade, 1590, 1610);
        Assert.InRange(way.Build, 318, 322);
        Assert.Equal([3L, 2L], way.Blocking);
        Assert.InRange(way.Distance, 1630, 1634);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(2, 0, 1)]
    public void A_link_that_the_path_only_touches_does_not_block_it(params int[] order)
    {
        // The hamlet stands where two bad roads meet; only one of them leads to the served network.
        Link[] links =
        [
            Road(1, [0, 0, 1000, 0]),
            Road(2, [1000, 0, 1800, 0], DateSet.Empty),
            Road(3, [1800, 0, 1800, -900], DateSet.Empty),
        ];
        var way = Way(Run([.. order.Select(i => links[i])], [Seat(-100, 0)], [Hamlet(1, 1800, 0)]));
        Assert.InRange(way.Upgrade, 795, 805);
        Assert.Equal([2L], way.Blocking);
    }

    [Fact]
    public void Without_a_road_nearby_the_straight_line_has_to_be_built()
    {
        var way = Way(Run([Road(1, [0, 0, 1000, 0])], [Seat(-100, 0)], [Hamlet(1, 1000, 1500)]));
        Assert.Equal(0, way.Upgrade);
        Assert.InRange(way.Build, 1495, 1505);
        Assert.Empty(way.Blocking);
    }

    [Fact]
    public void A_source_link_serves_from_its_opening_day_and_without_a_source_nothing_is_served()
    {
        var reach = Run(
            [Road(1, [0, 0, 1000, 0], DateSet.Between(10, int.MaxValue), source: true)],
            [],
            [Hamlet(1, 900, 0)]
        );
        Assert.Equal(DateSet.Between(10, int.MaxValue), reach.Places[0].Definite);
        var none = Run([Road(1, [0, 0, 1000, 0])], [], [Hamlet(1, 900, 0)]);
        Assert.True(none.Places[0].Possible.IsEmpty);
        Assert.True(double.IsNaN(Way(none).Build));
    }

    [Fact]
    public void A_transformer_serves_only_when_a_connected_line_supplies_it()
    {
        Geo.Network.Server Transformer(double x, double y) =>
            new(9, At(x, y)[0], At(x, y)[1], 5, 500, 1500, DateSet.Always, DateSet.Always, false);
        NetworkInput input = new(
            [Road(1, [0, 0, 1000, 0])],
            [new SourcePoint(1, At(0, 3), 5, DateSet.Always, DateSet.Always)],
            [Transformer(1000, 4), Transformer(3000, 0)],
            [
                Hamlet(1, 1400, 0) with
                {
                    ReachMetres = 0,
                },
                Hamlet(2, 3100, 0) with
                {
                    ReachMetres = 0,
                },
                Hamlet(3, 2300, 0) with
                {
                    Dispersed = true,
                },
            ],
            LinksServe: false
        );
        var reach = ReachComputation.Run(input, CancellationToken.None);
        Assert.Equal([true, false, true], reach.Places.Select(p => !p.Definite.IsEmpty));
    }
}
