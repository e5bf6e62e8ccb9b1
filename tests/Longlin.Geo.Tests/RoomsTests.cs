using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

public partial class RoomsTests
{
    private static readonly string[] Rooms = ["Model", "Rules", "Import", "Store", "Network", "Coverage", "Planning", "Relocation", "Publishing"];

    [Fact]
    public void Data_flows_one_way_a_room_names_none_to_its_right()
    {
        var library = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo");
        var wrong = Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(f => (File: Path.GetRelativePath(library, f), Room: Array.IndexOf(Rooms, Path.GetRelativePath(library, f).Split(Path.DirectorySeparatorChar)[0])))
            .Where(f => f.Room >= 0)
            .SelectMany(f => Named().Matches(File.ReadAllText(Path.Combine(library, f.File))).Select(m => m.Groups[1].Value).Where(r => Array.IndexOf(Rooms, r) > f.Room).Select(r => $"{f.File} names {r}"))
            .Distinct().ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Thinking_is_pure_the_network_talks_to_nobody()
    {
        var network = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", "Network");
        Assert.DoesNotContain(Directory.EnumerateFiles(network, "*.cs"), f => File.ReadAllText(f).Contains("Npgsql", StringComparison.Ordinal) || File.ReadAllText(f).Contains("System.IO", StringComparison.Ordinal));
    }

    [Fact]
    public void Import_knows_no_database() =>
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo", "Import"), "*.cs", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains("Npgsql", StringComparison.Ordinal));

    [GeneratedRegex(@"(?:Longlin\.Geo\.|\b)(Model|Rules|Import|Store|Network|Coverage|Planning|Relocation|Publishing)\.[A-Z]|using Longlin\.Geo\.(?<1>\w+)")]
    private static partial Regex Named();
}
