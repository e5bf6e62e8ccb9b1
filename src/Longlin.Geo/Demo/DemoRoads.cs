using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// Roads from trunk to earth track as one graph, with what goes wrong in real ones: paved pieces that hang on nothing,
/// an earth stretch between two
/// paved ones, roads hardened years after they were opened, hamlets that no road reaches, missing attributes, works
/// planned for the year after the data.
/// </summary>
internal sealed class DemoRoads(DemoTerrain terrain, DemoRandom random)
{
    private const double SegmentMetres = 210;
    private readonly List<(List<Spot> Way, string Code)> _local = [];
    private int _serial;

    /// <summary>The rows.</summary>
    public List<FeatureRecord> Records { get; } = [];

    /// <summary>Codes of segments to harden in the year after the data date, with the day, by tree node.</summary>
    public List<(int Node, DateOnly Due, string[] Codes)> Works { get; } = [];

    /// <summary>The way to each node's parent, for bus routes.</summary>
    public Dictionary<int, List<Spot>> Ways { get; } = [];

    private sealed record Surface(
        string? Name,
        DateOnly? HardenedOn,
        string? Before,
        double Roadbed,
        double Width,
        bool? Accepted
    );

    public void Make(DemoSettlements places, List<DemoNode> tree, int segments)
    {
        Trunks(places);
        var hardened = new DateOnly?[tree.Count];
        hardened[0] = new DateOnly(2005, 1, 1);
        for (var n = 1; n < tree.Count; n++)
        {
            var node = tree[n];
            var leaf = node.Children == 0 && node.Level == DemoLevel.Hamlet;
            if (leaf && random.Chance(0.07))
                continue; // a footpath only
            var end = node.Place;
            var start = tree[node.Parent].Place;
            if (leaf && random.Chance(0.06))
                // The road stops short
                end = new Spot(end.X + (start.X - end.X) * 0.45, end.Y + (start.Y - end.Y) * 0.45);
            hardened[n] = Hardening(node, hardened[node.Parent]);
            Ways[n] = DemoTerrain.Wind(random, start, end);
            Build(n, node, hardened[n], hardened[node.Parent]);
        }

        CrossLinks(tree, hardened);
        while (Records.Count < segments)
            Track();
    }

    private void Trunks(DemoSettlements places)
    {
        var seat = places.Townships[0].Seat;
        var west = terrain.Outline.MinBy(s => s.X);
        var east = terrain.Outline.MaxBy(s => s.X);
        foreach (var (to, name) in ((Spot, string)[])[(west, "G324"), (east, "G324")])
        {
            var way = DemoTerrain.Wind(random, seat, to);
            var before = Records.Count;
            Cut(way, "G", name, new Surface("asphalt", null, null, 12, 9, true), null, "open");
            Records[^1] = With(Records[^1], "external_link", true);
            for (var i = before; i < Records.Count; i++)
                Records[i] = With(Records[i], "maintainer", "county");
        }

        Cut(
            DemoTerrain.Wind(random, seat, terrain.Outline.MaxBy(s => s.Y)),
            "S",
            "S321",
            new Surface("asphalt", null, null, 9, 7, true),
            null,
            "open"
        );
        Records[^1] = With(Records[^1], "external_link", true);
    }

    private DateOnly? Hardening(DemoNode node, DateOnly? parent)
    {
        var day = node.Level switch
        {
            DemoLevel.Township => new DateOnly(2005, 1, 1),
            DemoLevel.Village => random.Chance(0.02) ? null
            : random.Chance(0.9) ? random.Day(2006, 2015)
            : random.Day(2016, 2019),
            _ => random.Chance(
                node.LargestBelow >= 50 ? 0.965
                : node.LargestBelow >= 20 ? 0.82
                : 0.45
            )
                ? random.Chance(0.3)
                    ? random.Day(2010, 2014)
                    : random.Day(2015, 2019)
                : (DateOnly?)null,
        };
        if (day is null || random.Chance(0.07))
            return day; // may be paved while the way to it is not
        return parent is null ? null
            : day > parent ? day
            : parent;
    }

    private void Build(int n, DemoNode node, DateOnly? hardened, DateOnly? parent)
    {
        var roadClass = node.Level switch
        {
            DemoLevel.Township => "X",
            DemoLevel.Village => "Y",
            _ => "C",
        };
        var opened = node.Level == DemoLevel.Township || random.Chance(0.25) ? (DateOnly?)null : random.Day(2005, 2012);
        var wide = node.Level == DemoLevel.Township || random.Chance(0.72);
        var (roadbed, width) = node.Level switch
        {
            DemoLevel.Township => (7.5, 6.0),
            DemoLevel.Village => (wide ? 6.5 : 5.0, wide ? 5.0 : 4.0),
            _ => wide ? (4.5, 3.5) : (3.5, 3.0),
        };
        var gravel = random.Chance(node.Level == DemoLevel.Hamlet ? 0.72 : 0.95);
        Surface surface = new(
            random.Chance(0.008) ? null
                : hardened is not null ? (node.Level == DemoLevel.Township ? "asphalt" : "concrete")
                : gravel ? "gravel"
                : "earth",
            node.Level == DemoLevel.Township ? null : hardened,
            gravel ? "gravel" : null,
            roadbed,
            width,
            random.Chance(0.04) ? null : wide
        );
        if (opened > hardened)
            opened = hardened;
        var before = Records.Count;
        if (n % 61 == 0 && hardened is null && node.Children == 0)
        {
            Cut(
                Ways[n],
                roadClass,
                $"{node.Name}路",
                surface with
                {
                    Name = "concrete",
                    HardenedOn = null,
                },
                random.Day(2020, 2020),
                "planned"
            ); // a new road, not built yet
            return;
        }

        Cut(Ways[n], roadClass, $"{node.Name}路", surface, opened, "open");
        var codes = Enumerable.Range(before, Records.Count - before).ToArray();
        foreach (var i in codes)
            _local.Add((Ways[n], (string)Records[i]["code"]!));
        if (codes.Length >= 4 && node.Level != DemoLevel.Township && hardened is not null && random.Chance(0.011))
        {
            var middle = codes[codes.Length / 2];
            // an earth stretch between two paved ones
            Records[middle] = With(With(Records[middle], "surface", "earth"), "surfaced_on", null);
        }

        if (hardened is null && parent is not null && node.LargestBelow >= 20 && random.Chance(0.45))
            Works.Add((n, random.Day(2020, 2020), [.. codes.Select(i => (string)Records[i]["code"]!)]));
    }

    private void CrossLinks(List<DemoNode> tree, DateOnly?[] hardened)
    {
        var hamlets = Enumerable
            .Range(0, tree.Count)
            .Where(n => tree[n].Level == DemoLevel.Hamlet && Ways.ContainsKey(n))
            .ToList();
        for (var i = 0; i < hamlets.Count / 22; i++)
        {
            var a = random.Pick(hamlets);
            var b = hamlets
                .Where(o => o != a && tree[o].Parent != a && tree[a].Parent != o)
                .MinBy(o => tree[o].Place.To(tree[a].Place));
            if (tree[a].Place.To(tree[b].Place) > 2500)
                continue;
            DateOnly? day =
                hardened[a] is not null && hardened[b] is not null && random.Chance(0.5)
                    ? random.Day(2014, 2019)
                    : null;
            Cut(
                DemoTerrain.Wind(random, tree[a].Place, tree[b].Place),
                "C",
                $"{tree[a].Name}{tree[b].Name}连接路",
                new Surface(day is null ? "gravel" : "concrete", day, "gravel", 4.5, 3.5, random.Chance(0.5)),
                random.Day(2008, 2013),
                "open"
            );
        }
    }

    // A farm track: from the inside of a road out into the slope, to no settlement.
    private void Track()
    {
        var (way, _) = random.Pick(_local);
        var from = way[random.Below(way.Count)];
        var angle = random.Between(0, 2 * Math.PI);
        var length = random.Between(250, 1300);
        Cut(
            DemoTerrain.Wind(random, from, from.Plus(length * Math.Cos(angle), length * Math.Sin(angle))),
            "Z",
            "机耕路",
            new Surface(random.Chance(0.7) ? "earth" : "gravel", null, null, 3.0, 2.5, false),
            random.Chance(0.5) ? null : random.Day(2005, 2019),
            "open"
        );
    }

    private void Cut(List<Spot> way, string roadClass, string name, Surface surface, DateOnly? opened, string status)
    {
        List<Spot> piece = [way[0]];
        var length = 0.0;
        for (var i = 1; i < way.Count; i++)
        {
            piece.Add(way[i]);
            length += way[i - 1].To(way[i]);
            if (length < SegmentMetres && i < way.Count - 1)
                continue;
            Records.Add(Record(piece, roadClass, name, surface, opened, status));
            (piece, length) = ([way[i]], 0);
        }
    }

    private FeatureRecord Record(
        List<Spot> piece,
        string roadClass,
        string name,
        Surface s,
        DateOnly? opened,
        string status
    ) =>
        new(
            new Dictionary<string, object?>
            {
                ["code"] = $"{roadClass}451031{++_serial:000000}",
                ["name"] = name,
                ["status"] = status,
                ["opened_on"] = opened,
                ["class"] = roadClass,
                ["surface"] = s.Name,
                ["surfaced_on"] = s.HardenedOn,
                ["prior_surface"] = s.HardenedOn is null ? null : s.Before,
                ["roadbed_width_m"] = s.Roadbed,
                ["surface_width_m"] = s.Width,
                ["accepted"] = s.Accepted,
                ["grade_pct"] = Math.Round(random.Between(0, roadClass is "C" or "Z" ? 13 : 8), 1),
                ["external_link"] = false,
                ["maintainer"] =
                    roadClass is "X" ? "county"
                    : roadClass is "Y" ? "township"
                    : "village",
            },
            terrain.Line(piece)
        );

    private static FeatureRecord With(FeatureRecord record, string column, object? value) =>
        record with
        {
            Values = new Dictionary<string, object?>(record.Values) { [column] = value },
        };
}
