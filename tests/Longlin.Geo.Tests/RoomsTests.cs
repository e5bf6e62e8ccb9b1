using System.Text.Json.Nodes;
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

    [Fact]
    public void A_folder_of_the_library_holds_at_most_25_files_and_its_name_is_the_namespace()
    {
        var library = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo");
        var files = Directory
            .EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(library, f))
            .Where(f =>
                !f.StartsWith("obj", StringComparison.Ordinal) && !f.StartsWith("bin", StringComparison.Ordinal)
            )
            .ToList();
        Assert.All(
            files.GroupBy(f => Path.GetDirectoryName(f)),
            g => Assert.True(g.Count() <= 25, $"{g.Key}: {g.Count()}")
        );
        Assert.All(
            files,
            f =>
                Assert.Contains(
                    $"namespace Longlin.Geo.{Path.GetDirectoryName(f)!.Replace(Path.DirectorySeparatorChar, '.')};",
                    File.ReadAllText(Path.Combine(library, f)),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Every_query_that_the_code_names_is_a_file_of_that_folder()
    {
        var source = Path.Combine(ProjectRoot.Find(), "src");
        var named = Directory
            .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => QueryName().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct()
            .ToList();
        Assert.NotEmpty(named);
        Assert.All(
            named,
            n => Assert.True(File.Exists(Path.Combine(source, "Longlin.Geo", n.Replace('.', '/') + ".sql")), n)
        );
    }

    [GeneratedRegex("""SqlFile\.Text\("([\w.]+)"\)""")]
    private static partial Regex QueryName();

    // Every folder of code under the projects.
    public static TheoryData<string> GuardedRooms =>
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(ProjectRoot.Find(), "src"))
                .SelectMany(Directory.EnumerateDirectories)
                .Where(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories).Any())
                .Select(d => Path.GetRelativePath(Path.Combine(ProjectRoot.Find(), "src"), d).Replace('\\', '/'))
                .Where(d =>
                    !d.EndsWith("/bin", StringComparison.Ordinal) && !d.EndsWith("/obj", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal),
        ];

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
                        // Types generated by the page's build import nothing.
                        .Where(i => !i.EndsWith("/api-types", StringComparison.Ordinal))
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
    public void Every_colour_is_defined_once_in_the_palette()
    {
        var root = ProjectRoot.Find();
        var palette = Palette.Read(Path.Combine(root, "tiles"));
        var page = Path.Combine(root, "src", "Longlin.Geo.Server", "Web", "src");
        var sheet = File.ReadAllText(Path.Combine(page, "page.css"));
        var end = sheet.IndexOf('}', StringComparison.Ordinal);
        string[] others =
        [
            .. Directory.EnumerateFiles(page, "*.ts", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Path.Combine(page, "styles"), "*.css"),
            .. Directory
                .EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)),
            .. Directory.EnumerateFiles(Path.Combine(root, "tiles"), "style.json", SearchOption.AllDirectories),
        ];
        Assert.Empty(
            others
                .Select(f => (File: Path.GetRelativePath(root, f), Text: File.ReadAllText(f)))
                .Append((File: "page.css", Text: sheet[end..]))
                .SelectMany(f => Colour().Matches(f.Text).Select(m => $"{f.File}: {m.Value}"))
        );
        // The style sheet cannot read the palette: its variables repeat it.
        var variables = Variable().Matches(sheet[..end]);
        Assert.NotEmpty(variables);
        Assert.All(
            variables,
            v =>
                Assert.Equal(
                    palette[DashAndLetter().Replace(v.Groups["name"].Value, d => d.Value[1..].ToUpperInvariant())],
                    v.Groups["colour"].Value
                )
        );
    }

    [Fact]
    public void The_red_of_a_gap_marks_nothing_else()
    {
        var tiles = Path.Combine(ProjectRoot.Find(), "tiles");
        var palette = Palette.Read(tiles);
        Assert.NotEqual(palette["notMet"], palette["vacated"]);
        Assert.Equal(
            ["hamlets"],
            Directory
                .EnumerateFiles(tiles, "style.json", SearchOption.AllDirectories)
                .Where(f => File.ReadAllText(f).Contains("@notMet", StringComparison.Ordinal))
                .Select(f => Path.GetFileName(Path.GetDirectoryName(f)))
        );
    }

    [Fact]
    public void A_style_names_colours_of_the_palette()
    {
        var palette = Palette.Read(Path.Combine(ProjectRoot.Find(), "tiles"));
        var style = JsonNode.Parse("""{"paint":{"line-color":["match",1,"@notMet","plain"]}}""");
        Assert.Equal(
            $$$"""{"paint":{"line-color":["match",1,"{{{palette["notMet"]}}}","plain"]}}""",
            palette.Resolve(style)!.ToJsonString()
        );
        Assert.Throws<KeyNotFoundException>(() => palette.Resolve("@nothing"));
    }

    [GeneratedRegex(@"(?:from |import\()'(?<file>\.{1,2}/[^']+)'")]
    private static partial Regex Imported();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}(?=['"";\s)\\])")]
    private static partial Regex Colour();

    [GeneratedRegex(@"--(?<name>[\w-]+): (?<colour>#[0-9a-f]+);")]
    private static partial Regex Variable();

    [GeneratedRegex("-[a-z]")]
    private static partial Regex DashAndLetter();

    [GeneratedRegex(@"Longlin\.Geo\.(?<used>\w+)|\b(?<room>[A-Z]\w+)\.[A-Z]\w+")]
    private static partial Regex Named();
}
