using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Planning;

/// <summary>
/// What if, critical, isolated and narrow roads on a county drawn by hand: a township, two villages with a hamlet each
/// east of it in a row, one road through all in two segments, and a road that is connected to nothing.
/// </summary>
public class HandCountyTests
{
    private const double Step = 0.01; // about 1 km
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly Standard Rules = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly ServiceRule Access = Rules.Services.Single(s => s.Service == "access");
    private static readonly DateOnly Day = new(2019, 12, 31);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LineString Line(params (double X, double Y)[] points) =>
        Factory.CreateLineString([.. points.Select(p => new Coordinate(105 + p.X * Step, 24.7 + p.Y * Step))]);

    private static Asset Road(int id, LineString line, params (string Column, object? Value)[] more)
    {
        Dictionary<string, object?> attributes = new()
        {
            ["surface"] = "concrete",
            ["surface_width_m"] = 4.0,
            ["roadbed_width_m"] = 5.0,
        };
        foreach (var (column, value) in more)
            attributes[column] = value;
        return new(id, $"R{id}", "open", null, null, line, attributes);
    }

    private static SubjectPlace Hamlet(long id, double at, int households, DateSet? exists = null) =>
        new(
            "hamlet",
            id,
            $"H{id}",
            105 + at * Step,
            24.7,
            null,
            false,
            exists ?? DateSet.Always,
            new Dictionary<string, object?> { ["households"] = households },
            $"45103110020{id}"
        );

    private static SubjectPlace Area(string level, long id, string code, double at) =>
        new(
            level,
            id,
            code,
            105 + at * Step,
            24.7,
            null,
            false,
            DateSet.Always,
            Outline: level == "village"
                ? Factory.ToGeometry(new Envelope(105 + (at - 1) * Step, 105 + (at + 1) * Step, 24.69, 24.71))
                : null
        )
        {
            Name = code,
        };

    private static CountyData County(params Asset[] roads) =>
        new(
            "451031",
            Day,
            "",
            new Dictionary<string, IReadOnlyList<Asset>> { ["roads"] = roads },
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [new(1, "township", 105, 24.7, DateSet.Always)],
            [
                Area("township", 1, "451031100", 0),
                Area("village", 1, "451031100201", 2),
                Area("village", 2, "451031100202", 4),
                Hamlet(1, 1, 20),
                Hamlet(2, 3, 30),
                Hamlet(3, 3.5, 500, DateSet.Between(0, Day.DayNumber)), // given up on the day asked about
            ],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static readonly Asset First = Road(1, Line((0, 0), (2, 0)));
    private static readonly Asset Second = Road(2, Line((2, 0), (4, 0)));
    private static readonly Asset Alone = Road(3, Line((20, 0), (21, 0)));

    private static (string Lose, string Gain)[] Suppose(CountyData county, params SupposedChange[] changes) =>
        [
            .. WhatIf
                .Compare(Rules, county, changes, Day, Token)
                .OrderBy(s => s.Service, StringComparer.Ordinal)
                .Select(s => (Codes(s.Lose), Codes(s.Gain))),
        ];

    private static string Codes(IEnumerable<SubjectPlace> places) =>
        string.Join(' ', places.Where(p => p.Subject == "hamlet").Select(p => p.Code).Order(StringComparer.Ordinal));

    private static SupposedChange Change(
        string? code,
        bool closed = false,
        Geometry? geometry = null,
        params (string Column, object? Value)[] columns
    ) => new("roads", code, closed, geometry, columns.ToDictionary(c => c.Column, c => c.Value));

    [Fact]
    public void Supposed_changes_tell_who_loses_and_who_gains()
    {
        var whole = County(First, Second, Alone);
        Assert.Equal([("H2", ""), ("H2", "")], Suppose(whole, Change("R2", closed: true)));
        Assert.Equal([("H1 H2", ""), ("H1 H2", "")], Suppose(whole, Change("R1", closed: true)));
        Assert.Equal([("", ""), ("", "")], Suppose(whole, Change("R3", closed: true)));
        // Of several changes of one road the last holds.
        Assert.Equal([("", ""), ("", "")], Suppose(whole, Change("R2", closed: true), Change("R2")));
        Assert.Equal([("H2", ""), ("H2", "")], Suppose(whole, Change("R2", false, null, ("surface", "earth"))));
        // A road moved away, and a new one in its place.
        Assert.Equal([("H2", ""), ("H2", "")], Suppose(whole, Change("R2", false, Line((2, 0), (2, 2)))));
        Assert.Equal(
            [("", "H2"), ("", "H2")],
            Suppose(County(First), Change(null, false, Line((2, 0), (4, 0)), ("surface", "concrete")))
        );
        Assert.Equal([("", ""), ("", "")], Suppose(County(First), Change(null, false, Line((2.1, 0), (4, 0)))));
        // Opened on the day, whatever its dates say: a surface of tomorrow counts.
        foreach (
            var not in (Asset[])
                [
                    Second with
                    {
                        Status = "planned",
                    },
                    Second with
                    {
                        OpenedOn = Day.AddDays(1),
                    },
                    Second with
                    {
                        ClosedOn = Day,
                    },
                    Road(2, Line((2, 0), (4, 0)), ("surfaced_on", Day.AddDays(1))),
                ]
        )
        {
            Assert.Equal([("", "H2"), ("", "H2")], Suppose(County(First, not), Change("R2")));
            var closed = County(First, Second) with
            {
                Closures = new Dictionary<(string, string), DateSet> { [("roads", "R2")] = DateSet.Always },
            };
            Assert.Equal([("", "H2"), ("", "H2")], Suppose(closed, Change("R2")));
        }
    }

    [Fact]
    public void Critical_roads_are_listed_with_the_households_that_depend_on_them()
    {
        var found = NetworkFindings.Critical(Access, County(First, Second, Alone), Day, Token);
        // Villages and the township count as places, without households of their own.
        Assert.Equal(
            [("R1", 50, "open"), ("R2", 30, "open")],
            found.OrderBy(f => f.Code).Select(f => (f.Code, (int)f.Households, f.State))
        );
        Assert.True(found[0].PlaceCount > found[1].PlaceCount);
        var ring = County(First, Second, Road(4, Line((0, 0), (0, 3), (4, 3), (4, 0))));
        Assert.Empty(NetworkFindings.Critical(Access, ring, Day, Token));
    }

    [Fact]
    public void An_isolated_road_is_one_that_could_be_used_and_is_connected_to_no_source()
    {
        string[] Isolated(params Asset[] roads) =>
            [.. NetworkFindings.Isolated(Access, County(roads), Day, Token).Select(f => f.Code)];
        Assert.Equal(["R3"], Isolated(First, Second, Alone));
        // The seat, which no road joins then, comes first.
        Assert.Equal(["451031100", "R2"], Isolated(Second));
        Assert.Empty(Isolated(First, Second, Alone with { ClosedOn = Day }));
        Assert.Empty(Isolated(First, Second, Alone with { OpenedOn = Day.AddDays(1) }));
        Assert.Equal(["R3"], Isolated(First, Alone with { OpenedOn = Day }));
        Assert.Empty(Isolated(First, Road(3, Line((20, 0), (21, 0)), ("surface", "earth"))));
    }

    [Fact]
    public void A_bottleneck_names_its_reasons_villages_and_households()
    {
        var narrow = Road(2, Line((2, 0), (4, 0)), ("surface_width_m", 3.0), ("grade_pct", 12.0));
        var found = NetworkFindings.Bottlenecks(Rules, Access, County(First, narrow), Day, null, Token);
        var one = Assert.Single(found);
        Assert.Equal(
            ("R2", "open", "narrow steep", 50, 2, "451031100201 451031100202"),
            (
                one.Code,
                one.State,
                string.Join(' ', one.Reasons),
                (int)one.Households,
                one.PlaceCount,
                string.Join(' ', one.Places)
            )
        );
        // The same day or a later one is no comparison.
        Assert.Single(NetworkFindings.Bottlenecks(Rules, Access, County(First, narrow), Day, Day, Token));
        Assert.Single(NetworkFindings.Bottlenecks(Rules, Access, County(First, narrow), Day, Day.AddDays(9), Token));
        Assert.Empty(
            NetworkFindings.Bottlenecks(Rules with { Bottleneck = null }, Access, County(narrow), Day, null, Token)
        );
    }

    [Theory]
    [InlineData("surface_width_m", 3.5, "")]
    [InlineData("surface_width_m", 3.49, "narrow")]
    [InlineData("roadbed_width_m", 4.5, "")]
    [InlineData("roadbed_width_m", 4.49, "narrow")]
    [InlineData("grade_pct", 10.0, "")]
    [InlineData("grade_pct", 10.01, "steep")]
    [InlineData("min_radius_m", 15.0, "")]
    [InlineData("min_radius_m", 14.99, "sharp")]
    [InlineData("bridge_state", "dangerous", "dangerous_bridge")]
    [InlineData("bridge_state", "sound", "")]
    public void A_bottleneck_begins_just_beyond_its_limit(string column, object value, string reason)
    {
        var road = Road(2, Line((2, 0), (4, 0)), (column, value));
        Assert.Equal(
            reason,
            string.Join(
                ' ',
                NetworkFindings
                    .Bottlenecks(Rules, Access, County(First, road), Day, null, Token)
                    .SelectMany(f => f.Reasons)
            )
        );
    }

    [Fact]
    public void A_segment_narrower_than_both_its_neighbours_is_a_bottleneck()
    {
        Asset Wide(int id, double from, double to, double width) =>
            Road(id, Line((from, 0), (to, 0)), ("surface_width_m", width));
        string[] Narrow(double before, double between, double after) =>
            [
                .. NetworkFindings
                    .Bottlenecks(
                        Rules,
                        Access,
                        County(Wide(1, 0, 1, before), Wide(2, 1, 1.5, between), Wide(3, 1.5, 4, after)),
                        Day,
                        null,
                        Token
                    )
                    .Select(f => f.Code),
            ];
        Assert.Equal(["R2"], Narrow(6, 5, 6));
        Assert.Empty(Narrow(6, 6, 6));
        Assert.Empty(Narrow(5, 5, 6));
        Assert.Empty(Narrow(6, 5, 5));
    }

    [Fact]
    public void A_suspected_break_begins_when_both_roads_are_there()
    {
        DateOnly[] opened = [new(2010, 5, 1), new(2014, 7, 1)];
        var found = NetworkBreaks.Find(
            Access,
            Rules,
            County(First with { OpenedOn = opened[0] }, Road(2, Line((2.02, 0), (4, 0))) with { OpenedOn = opened[1] }),
            Day,
            Token
        );
        var one = Assert.Single(found);
        Assert.Equal((opened[1], "apart", null), (one.Since, one.Reasons.Single(), one.RoadMetres));
        Assert.Empty(
            NetworkBreaks.Find(
                Access,
                Rules,
                County(First, Road(2, Line((2.02, 0), (4, 0))) with { OpenedOn = Day.AddDays(1) }),
                Day,
                Token
            )
        );
    }
}
