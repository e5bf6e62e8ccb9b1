using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

public partial class RoomsTests
{
    private static readonly string[] Rooms =
    [
        "Model",
        "Crs",
        "Rules",
        "Import",
        "Store",
        "Demo",
        "Land",
        "Network",
        "Coverage",
        "Planning",
        "Assignment",
        "Relocation",
        "Drawing",
        "Tiles",
        "Features",
        "Reports",
    ];

    [Fact]
    public void A_room_uses_no_room_to_its_right()
    {
        var library = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo");
        var files = Directory
            .EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(library, f))
            .Where(f => Array.IndexOf(Rooms, RoomOf(f)) >= 0)
            .ToList();
        // Inside the library a type may be named from its room on (Network.DeadEnds): the word before the dot is a
        // room only where the word after it is one of the room's types, since properties carry the same words.
        var types = files.Select(f => $"{RoomOf(f)}.{Path.GetFileNameWithoutExtension(f)}").ToHashSet();
        var wrong = files
            .SelectMany(f =>
                RoomsNamedIn(Path.Combine(library, f), types)
                    .Where(r => Array.IndexOf(Rooms, r) > Array.IndexOf(Rooms, RoomOf(f)))
                    .Select(r => $"{f} names {r}")
            )
            .Distinct()
            .ToList();
        Assert.Empty(wrong);
        Assert.Equal(
            [],
            Directory.GetDirectories(library).Select(Path.GetFileName).Except(Rooms).Except(["bin", "obj"])
        );
    }

    // Folders under src whose files must not use each other in a circle.
    private static readonly string[] RoomsWithoutRings =
    [
        "Longlin.Geo/Model",
        "Longlin.Geo/Crs",
        "Longlin.Geo/Rules",
        "Longlin.Geo/Demo",
        "Longlin.Geo/Land",
        "Longlin.Geo/Network",
        "Longlin.Geo/Coverage",
        "Longlin.Geo/Planning",
        "Longlin.Geo/Assignment",
        "Longlin.Geo/Relocation",
        "Longlin.Geo/Tiles",
        "Longlin.Geo/Features",
    ];

    public static TheoryData<string> GuardedRooms => [.. RoomsWithoutRings];

    [Theory]
    [MemberData(nameof(GuardedRooms))]
    public void Files_of_a_room_have_no_circular_dependencies(string room)
    {
        var folder = Path.Combine([ProjectRoot.Find(), "src", .. room.Split('/')]);
        var sources = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText);
        Assert.NotEmpty(sources);
        Assert.Equal([], FileRings.Find(sources).Select(ring => string.Join(" → ", ring)));
    }

    [Fact]
    public void A_circular_dependency_is_detected()
    {
        Dictionary<string, string> sources = new()
        {
            ["A.cs"] = "public class A { B b; }",
            ["B.cs"] = "public static class B { static C Make() => new(); }",
            ["C.cs"] = "internal sealed record C(string Text) { A Back => null; }",
            ["D.cs"] = "public enum D { One } // A",
            ["E.cs"] = "public class E { D d = D.One; string a = \"F\"; }",
            ["F.cs"] = "public class F { E e; /* A */ }",
        };
        Assert.Equal(["A.cs B.cs C.cs"], FileRings.Find(sources).Select(r => string.Join(' ', r.Order())));
    }

    [Fact]
    public void The_facility_location_solver_uses_nothing_but_Model_and_packages()
    {
        var library = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo");
        var types = Directory
            .EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(library, f))
            .Select(f => $"{RoomOf(f)}.{Path.GetFileNameWithoutExtension(f)}")
            .ToHashSet();
        var used = Directory
            .EnumerateFiles(Path.Combine(library, "Assignment"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => RoomsNamedIn(f, types))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(["Assignment", "Model"], used);
    }

    // Land reads heights and imports them; everything else there is raster and geometry.
    [Theory]
    [InlineData("Land", "TerrainQuery.cs", "TerrainIntake.cs")]
    [InlineData("Network")]
    [InlineData("Assignment")]
    public void The_pure_core_of_a_room_uses_neither_Npgsql_nor_the_store(string room, params string[] inputAndOutput)
    {
        var folder = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", room);
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        Assert.Equal(
            inputAndOutput.Order(StringComparer.Ordinal),
            files
                .Where(f =>
                    File.ReadAllText(f) is var text
                    && (
                        text.Contains("Npgsql", StringComparison.Ordinal)
                        || text.Contains("Longlin.Geo.Store", StringComparison.Ordinal)
                    )
                )
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> RoomsNamedIn(string file, HashSet<string> types) =>
        Named()
            .Matches(File.ReadAllText(file))
            .Where(m => m.Groups["used"].Success || types.Contains(m.Value))
            .Select(m => m.Groups["used"].Success ? m.Groups["used"].Value : m.Groups["room"].Value);

    private static string RoomOf(string file) => file.Split(Path.DirectorySeparatorChar)[0];

    [Fact]
    public void The_network_does_no_input_or_output()
    {
        var network = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", "Network");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(network, "*.cs"),
            f =>
                File.ReadAllText(f).Contains("Npgsql", StringComparison.Ordinal)
                || File.ReadAllText(f).Contains("System.IO", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Import_uses_no_database() =>
        Assert.DoesNotContain(
            Directory.EnumerateFiles(
                Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", "Import"),
                "*.cs",
                SearchOption.AllDirectories
            ),
            f => File.ReadAllText(f).Contains("Npgsql", StringComparison.Ordinal)
        );

    [Fact]
    public void The_page_has_one_direction_of_dependencies_and_no_cycles()
    {
        string[] rooms = ["ground", "state", "map", "panels", "main.ts"];
        var page = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "Web", "src");
        int Room(string file) => Array.IndexOf(rooms, file.Split('/')[0]);
        var imports = Directory
            .EnumerateFiles(page, "*.ts", SearchOption.AllDirectories)
            .ToDictionary(
                f => Path.GetRelativePath(page, f).Replace('\\', '/'),
                f =>
                    Imported()
                        .Matches(File.ReadAllText(f))
                        .Select(m => m.Groups["file"].Value)
                        // A list of words is data, and belongs to no room of the page.
                        .Where(i => !i.EndsWith(".json", StringComparison.Ordinal))
                        .Select(i => Path.Combine(Path.GetDirectoryName(f)!, $"{i}.ts"))
                        .Select(target => Path.GetRelativePath(page, target).Replace('\\', '/'))
                        .ToList()
            );
        Assert.All(imports.Keys, file => Assert.True(Room(file) >= 0, $"{file} is in no room"));
        Assert.Empty(
            imports.SelectMany(f => f.Value.Where(t => Room(t) > Room(f.Key)).Select(t => $"{f.Key} imports {t}"))
        );
        // Files whose imports are all placed already are placed next; what is left over forms rings.
        HashSet<string> placed = [];
        while (imports.Where(f => !placed.Contains(f.Key) && f.Value.All(placed.Contains)).ToList() is [_, ..] next)
            placed.UnionWith(next.Select(f => f.Key));
        Assert.Empty(imports.Keys.Except(placed));
    }

    [Fact]
    public void The_page_defines_every_colour_once()
    {
        var page = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "Web", "src");
        var module = File.ReadAllText(Path.Combine(page, "ground", "colours.ts"));
        var sheet = File.ReadAllText(Path.Combine(page, "page.css"));
        var end = sheet.IndexOf('}', StringComparison.Ordinal);
        var others = Directory
            .EnumerateFiles(page, "*.ts", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "colours.ts")
            .Select(f => (File: Path.GetRelativePath(page, f), Text: File.ReadAllText(f)))
            .Append((File: "page.css", Text: sheet[end..]))
            .Concat(
                Directory
                    .EnumerateFiles(Path.Combine(page, "styles"), "*.css")
                    .Select(f => (File: Path.GetRelativePath(page, f), Text: File.ReadAllText(f)))
            );
        Assert.Empty(others.SelectMany(f => Colour().Matches(f.Text).Select(m => $"{f.File}: {m.Value}")));
        // A name that both use means the same colour in both.
        var variables = Variable()
            .Matches(sheet[..end])
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["colour"].Value);
        var constants = Constant()
            .Matches(module)
            .Select(m => (Name: CapitalLetter().Replace(m.Groups["name"].Value, "-$0").ToLowerInvariant(), Match: m));
        Assert.All(
            constants.Where(c => variables.ContainsKey(c.Name)),
            c => Assert.Equal(variables[c.Name], c.Match.Groups["colour"].Value)
        );
        Assert.Contains("not-met", variables.Keys);
    }

    [GeneratedRegex(@"(?:from |import\()'(?<file>\.{1,2}/[^']+)'")]
    private static partial Regex Imported();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}(?=['"";\s)])")]
    private static partial Regex Colour();

    [GeneratedRegex(@"--(?<name>[\w-]+): (?<colour>#[0-9a-f]+);")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<name>\w+): '(?<colour>#[0-9a-f]+)'")]
    private static partial Regex Constant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex CapitalLetter();

    [GeneratedRegex(@"Longlin\.Geo\.(?<used>\w+)|\b(?<room>[A-Z]\w+)\.[A-Z]\w+")]
    private static partial Regex Named();
}
