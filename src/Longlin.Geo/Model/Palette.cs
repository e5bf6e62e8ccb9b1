using System.Text.Json;
using System.Text.Json.Nodes;

namespace Longlin.Geo.Model;

/// <summary>
/// The colours of the map, the page and the paper by their names: <c>tiles/palette.json</c>, the one place that defines
/// them.
/// </summary>
public sealed class Palette
{
    private readonly Dictionary<string, string> _colours;

    private Palette(Dictionary<string, string> colours) => _colours = colours;

    /// <summary>The palette of this project.</summary>
    public static Palette Own => OnFirstUse.Value;

    private static Lazy<Palette> OnFirstUse { get; } = new(() => Read(Path.Combine(ProjectRoot.Find(), "tiles")));

    /// <summary>All colours by name.</summary>
    public IReadOnlyDictionary<string, string> Colours => _colours;

    /// <summary>A colour as CSS writes it, <c>#rrggbb</c> or <c>#rrggbbaa</c>.</summary>
    /// <param name="name">Its name, <c>notMet</c>.</param>
    /// <exception cref="KeyNotFoundException">The palette has no such name.</exception>
    public string this[string name] =>
        _colours.GetValueOrDefault(name)
        ?? throw new KeyNotFoundException($"\"@{name}\" is no colour of tiles/palette.json.");

    /// <summary>The palette of a folder of layers.</summary>
    /// <param name="folder">The folder that holds <c>palette.json</c>.</param>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="JsonException">The file is not an object of texts.</exception>
    public static Palette Read(string folder) =>
        new(
            JsonSerializer.Deserialize<Dictionary<string, string>>(
                File.ReadAllText(Path.Combine(folder, "palette.json"))
            ) ?? []
        );

    /// <summary>The style with every text <c>@name</c> replaced by the colour of that name.</summary>
    /// <param name="style">A style or a part of it; it stays as it is.</param>
    /// <exception cref="KeyNotFoundException">The palette lacks a name.</exception>
    public JsonNode? Resolve(JsonNode? style) =>
        style switch
        {
            JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, Resolve(p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Resolve)]),
            JsonValue v when v.TryGetValue<string>(out var text) && text.StartsWith('@') => this[text[1..]],
            null => null,
            _ => style.DeepClone(),
        };
}
