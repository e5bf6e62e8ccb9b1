using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Demo;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Tests.Rules;

/// <summary>
/// How a file of <c>data/</c> or <c>tiles/</c> is laid out means nothing: indentation, line ends, the order of the keys
/// and a byte order mark may change.
/// </summary>
public sealed class ReformattedDataTests
{
    private static readonly string[] Kinds = ["one-line", "indented", "crlf-bom", "keys-reversed"];

    public static TheoryData<string> Layouts => [.. Kinds];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_reformatted_file_reads_to_equal_values(string layout)
    {
        var root = ProjectRoot.Find();
        var copy = Directory.CreateTempSubdirectory("longlin-layout-").FullName;
        foreach (var folder in (string[])["data", "tiles"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", Everything))
            {
                if (file.Contains($"{Path.DirectorySeparatorChar}out{Path.DirectorySeparatorChar}"))
                    continue;
                var target = Path.Combine(copy, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                if (file.EndsWith(".json", StringComparison.Ordinal))
                    Write(target, JsonNode.Parse(File.ReadAllText(file))!, layout);
                else
                    File.Copy(file, target);
            }
        }

        foreach (var (name, before, after) in Values(root).Zip(Values(copy), (a, b) => (a.Name, a.Value, b.Value)))
            Assert.True(JsonNode.DeepEquals(before, after), $"{layout} {name}:\n{before}\n{after}");
        Directory.Delete(copy, true);
    }

    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true };

    // Everything that is read from the two folders, as JSON: objects are equal whatever the order of their members.
    private static IEnumerable<(string Name, JsonNode? Value)> Values(string root)
    {
        var (data, tiles) = (Path.Combine(root, "data"), Path.Combine(root, "tiles"));
        var catalog = LayerCatalog.Load(tiles);
        yield return ("layers", JsonSerializer.SerializeToNode(catalog.Layers));
        yield return (
            "words",
            JsonSerializer.SerializeToNode(
                catalog.Layers.SelectMany(l =>
                    l.AllColumns.Select(c =>
                        (object)
                            new
                            {
                                l.Name,
                                Column = c.Name,
                                c.ValueOfWord,
                            }
                    )
                )
            )
        );
        var standard = RulesFolder.Load(data, catalog);
        yield return ("standard", JsonSerializer.SerializeToNode(standard));
        yield return ("costs", JsonSerializer.SerializeToNode(standard.Costs));
        yield return ("relocation", JsonSerializer.SerializeToNode(standard.Relocating));
        yield return ("siting", JsonSerializer.SerializeToNode(standard.Siting));
        yield return ("demo", JsonSerializer.SerializeToNode(DemoFigures.Load(data)));
        yield return ("style", MapStyle.Style(catalog, TileStatement.Load(catalog), "http://x"));
    }

    private static void Write(string file, JsonNode json, string layout)
    {
        JsonSerializerOptions options = new()
        {
            WriteIndented = layout != "one-line",
            IndentCharacter = layout == "indented" ? '\t' : ' ',
            IndentSize = layout == "indented" ? 3 : 4,
            NewLine = layout == "crlf-bom" ? "\r\n" : "\n",
            Encoder = layout == "one-line" ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        var text = (layout == "keys-reversed" ? Reversed(json)! : json).ToJsonString(options);
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: layout == "crlf-bom"));
    }

    private static JsonNode? Reversed(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(o.Reverse().Select(p => KeyValuePair.Create(p.Key, Reversed(p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Reversed)]),
            null => null,
            _ => node.DeepClone(),
        };
}
