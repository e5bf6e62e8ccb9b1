using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// Roads from trunk to earth track as one graph, with what goes wrong in real ones: paved pieces that hang on nothing,
/// an earth stretch between two
/// paved ones, roads hardened years after they were opened, hamlets that no road reaches, missing attributes, works
/// planned for the year after the data.
/// </summary>
internal sealed class DemoRoads(DemoTerrain terrain, DemoGround ground, DemoRandom random, DemoLayout layout)
{
    private const double PieceMetres = 230;

    // Every so many hardened village roads has a bridge that is a bottleneck.
    private const int NarrowBridges = 8;
    private readonly int _steps = Math.Max(1, (int)Math.Round(PieceMetres / (1.15 * ground.Cell)));
    private readonly DemoBreaks _breaks = new(ground, random, layout);
    private int _serial;
    private int _villageRoads;

    /// <summary>The rows.</summary>
    public List<FeatureRecord> Records { get; } = [];

    /// <summary>Codes of segments to harden in the year after the data date, with the day, by tree node.</summary>
    public List<(int Node, DateOnly Due, string[] Codes)> Works { get; } = [];

    /// <summary>The way of each place, from the junction, where a road is built along it.</summary>
    public Dictionary<int, List<Spot>> Ways { get; } = [];

    /// <summary>The codes of the pieces of each way.</summary>
    public Dictionary<int, string[]> Codes { get; } = [];

    /// <summary>The day on which the road of each place was hardened.</summary>
    public DateOnly?[] Hardened { get; } = new DateOnly?[layout.Tree.Count];

    private sealed record Surface(
        string? Name,
        DateOnly? HardenedOn,
        string? Before,
        double Roadbed,
        double Width,
        bool? Accepted
    );

    public void Make(int segments)
    {
        var tree = layout.Tree;
        DemoSideRoads side = new(ground, random, layout);
        side.Link(22);
        var hamlets = tree[0].HamletsBelow;
        for (var (made, tried) = (0, 0); made < 1 + hamlets / 300 && tried < 4000; tried++)
            made += side.CrossOnce() ? 1 : 0;
        List<int> starts =
        [
            .. Enumerable.Range(1, tree.Count - 1).SelectMany(n => layout.Ways[n].Take(layout.Built[n]).Skip(1)),
        ];
        var ways = layout
            .Ways.Select((w, n) => w.Take(layout.Built[n]).ToList())
            .Concat(layout.Trunks)
            .Concat(side.Links.Select(l => l.Way))
            .Concat(side.Tracks)
            .Where(w => w.Count > 1)
            .ToList();
        var pieces = ways.Sum(Pieces);
        for (var tried = 0; pieces < segments && tried < 20 * segments; tried++)
        {
            if (!side.Track(starts))
                continue;
            ways.Add(side.Tracks[^1]);
            pieces += Pieces(side.Tracks[^1]);
        }

        Smooth(ways);
        Trunks();
        Hardened[0] = new DateOnly(2005, 1, 1);
        for (var n = 1; n < tree.Count; n++)
        {
            if (layout.Ways[n].Count == 0)
                continue;
            Hardened[n] =
                layout.Ways[n].Count == 1 ? Hardened[tree[n].Parent] : Hardening(tree[n], Hardened[tree[n].Parent]);
            if (layout.Built[n] > 1)
                Ways[n] = layout.Spots(layout.Ways[n].Take(layout.Built[n]));
        }

        _breaks.Choose(Ways, Hardened);
        for (var n = 1; n < tree.Count; n++)
        {
            if (Ways.ContainsKey(n))
                Build(n, tree[n], Hardened[n], Hardened[tree[n].Parent]);
        }

        CrossLinks(side);
        foreach (var track in side.Tracks)
            Cut(
                layout.Spots(track),
                "Z",
                "机耕路",
                new Surface(random.Chance(0.7) ? "earth" : "gravel", null, null, 3.0, 2.5, false),
                random.Chance(0.5) ? null : random.Day(2005, 2019),
                "open"
            );
    }

    private int Pieces(List<int> way) => (way.Count - 1 + _steps - 1) / _steps;

    // A way bends gently where nothing joins it: each such vertex moves towards the middle of its neighbours.
    private void Smooth(List<List<int>> ways)
    {
        HashSet<int> kept = [.. layout.Tree.Select((_, n) => layout.Ways[n].LastOrDefault(-1)), .. layout.Sites];
        HashSet<int> once = [];
        foreach (var way in ways)
        {
            kept.Add(way[0]);
            kept.Add(way[^1]);
            for (var i = 1; i < way.Count - 1; i++)
            {
                if (!once.Add(way[i]))
                    kept.Add(way[i]);
            }
        }

        foreach (var node in layout.SiteWays.Concat(layout.Ways).Where(w => w.Count > 0).Select(w => w[0]))
            kept.Add(node);
        for (var round = 0; round < 2; round++)
        {
            foreach (var way in ways)
            {
                var spots = layout.Spots(way);
                for (var i = 1; i < way.Count - 1; i++)
                {
                    if (kept.Contains(way[i]))
                        continue;
                    var (a, at, b) = (spots[i - 1], spots[i], spots[i + 1]);
                    ground.Move(way[i], new((a.X + b.X + 4 * at.X) / 6, (a.Y + b.Y + 4 * at.Y) / 6));
                }
            }
        }
    }

    private void Trunks()
    {
        foreach (var ((way, end), i) in layout.Trunks.Zip(layout.TrunkEnds).Select((t, i) => (t, i)))
        {
            var before = Records.Count;
            var national = i < 2;
            Cut(
                [.. layout.Spots(way), end],
                national ? "G" : "S",
                national ? "G324" : "S321",
                new Surface("asphalt", null, null, national ? 12 : 9, national ? 9 : 7, true),
                null,
                "open"
            );
            Records[^1] = With(Records[^1], "external_link", true);
            for (var r = before; national && r < Records.Count; r++)
                Records[r] = With(Records[r], "maintainer", "county");
        }
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
                ? random.Chance(0.22)
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
        var gravel = random.Chance(node.Level == DemoLevel.Hamlet ? 0.66 : 0.95);
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

        Cut(_breaks.Drawn(n, Ways[n]), roadClass, $"{node.Name}路", surface, opened, "open");
        var codes = Enumerable.Range(before, Records.Count - before).ToArray();
        Codes[n] = [.. codes.Select(i => (string)Records[i]["code"]!)];
        if (codes.Length >= 4 && node.Level != DemoLevel.Township && hardened is not null && random.Chance(0.011))
        {
            var middle = codes[codes.Length / 2];
            // an earth stretch between two paved ones
            Records[middle] = With(With(Records[middle], "surface", "earth"), "surfaced_on", null);
        }

        if (node.Level == DemoLevel.Village && hardened is not null && ++_villageRoads % NarrowBridges == 0)
        {
            // a bridge too narrow for the road that it carries, or one that is closed to heavy vehicles
            var bridge = codes[codes.Length / 2];
            Records[bridge] =
                _villageRoads % (2 * NarrowBridges) == 0
                    ? With(Records[bridge], "bridge_state", "dangerous")
                    : With(Records[bridge], "surface_width_m", 3.0);
        }

        if (hardened is null && parent is not null && node.LargestBelow >= 20 && random.Chance(0.45))
            Works.Add((n, random.Day(2020, 2020), Codes[n]));
    }

    private void CrossLinks(DemoSideRoads side)
    {
        foreach (var (a, b, way) in side.Links)
        {
            DateOnly? day =
                Hardened[a] is not null && Hardened[b] is not null && random.Chance(0.5)
                    ? random.Day(2014, 2019)
                    : null;
            Cut(
                layout.Spots(way),
                "C",
                $"{layout.Tree[a].Name}{layout.Tree[b].Name}连接路",
                new Surface(day is null ? "gravel" : "concrete", day, "gravel", 4.5, 3.5, random.Chance(0.5)),
                random.Day(2008, 2013),
                "open"
            );
        }
    }

    private void Cut(List<Spot> way, string roadClass, string name, Surface surface, DateOnly? opened, string status)
    {
        List<Spot> piece = [way[0]];
        for (var i = 1; i < way.Count; i++)
        {
            piece.Add(way[i]);
            if (piece.Count <= _steps && i < way.Count - 1)
                continue;
            Records.Add(Record(piece, roadClass, name, surface, opened, status));
            piece = [way[i]];
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
