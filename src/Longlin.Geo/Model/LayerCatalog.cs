using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longlin.Geo.Model;

/// <summary>All layers, read strictly from <c>tiles/*/layer.json</c>.</summary>
public sealed class LayerCatalog
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private readonly Dictionary<string, LayerDescription> _layers;
    private readonly Dictionary<string, string> _files;

    private LayerCatalog(string folder, IEnumerable<LayerDescription> layers, Dictionary<string, string> files)
    {
        Folder = folder;
        _files = files;
        _layers = layers.ToDictionary(l => l.Name);
    }

    /// <summary>The folder the descriptions were read from.</summary>
    public string Folder { get; }

    /// <summary>A file beside a layer's description; null where the layer has none of that name.</summary>
    /// <param name="layer">A layer of the catalogue.</param>
    /// <param name="name">The file's name, as <c>tile.sql</c>.</param>
    public string? FileOf(string layer, string name) =>
        Path.Combine(Path.GetDirectoryName(_files[layer])!, name) is var file && File.Exists(file) ? file : null;

    /// <summary>The layers, by name.</summary>
    public IEnumerable<LayerDescription> Layers => _layers.Values.OrderBy(l => l.Name, StringComparer.Ordinal);

    /// <summary>All roles: the viewer, every role that some layer names as a writer, the administrator.</summary>
    public IReadOnlyList<string> Roles =>
        [
            Role.Viewer,
            .. Layers.SelectMany(l => l.Writers).Distinct().Order(StringComparer.Ordinal),
            Role.Administrator,
        ];

    /// <summary>The layer of that name, or null.</summary>
    public LayerDescription? Find(string name) => _layers.GetValueOrDefault(name);

    /// <summary>The layer of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public LayerDescription this[string name] => _layers[name];

    /// <summary>Reads every description under <paramref name="tilesFolder"/>.</summary>
    /// <exception cref="DataFileException">A description is malformed; the message names file and place.</exception>
    public static LayerCatalog Load(string tilesFolder)
    {
        List<LayerDescription> layers = [];
        Dictionary<string, string> files = [];
        foreach (
            var file in Directory
                .EnumerateFiles(tilesFolder, "layer.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            LayerDescription? layer;
            try
            {
                using var stream = File.OpenRead(file);
                layer = JsonSerializer.Deserialize<LayerDescription>(stream, Strict);
            }
            catch (JsonException e)
            {
                throw DataFileException.Unreadable(file, e);
            }

            if (layer is null || layer.Name != Path.GetFileName(Path.GetDirectoryName(file)))
                throw new DataFileException(
                    file,
                    new("图层名必须与文件夹名相同。", "the layer's name must be its folder's name.")
                );
            if (LayerCheck.FindFault(layer) is { } fault)
                throw new DataFileException(file, fault);
            if (!files.TryAdd(layer.Name, file))
                throw new DataFileException(
                    file,
                    new(
                        $"图层 {layer.Name} 重复：{files[layer.Name]} 也描述了它。",
                        $"layer {layer.Name} is described twice: {files[layer.Name]} describes it too."
                    )
                );
            layers.Add(layer);
        }

        if (layers.Count == 0)
            throw new DataFileException(tilesFolder, new("其中没有 layer.json。", "there is no layer.json below it."));
        foreach (var layer in layers)
        {
            if (layer.SnapsTo.FirstOrDefault(n => layers.All(l => l.Name != n)) is { } unknown)
                throw new DataFileException(
                    files[layer.Name],
                    new($"snapsTo: 没有图层 {unknown}。", $"snapsTo: there is no layer {unknown}.")
                );
        }

        return new(tilesFolder, layers, files);
    }
}
