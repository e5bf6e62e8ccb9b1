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
    };

    // The columns of every layer's table that no description names.
    private static readonly string[] Taken =
    [
        "county_code",
        "id",
        "updated_at",
        "version",
        "import_id",
        "geom",
        "geom_3857",
    ];

    private readonly Dictionary<string, LayerDescription> _layers;

    private LayerCatalog(string folder, IEnumerable<LayerDescription> layers)
    {
        Folder = folder;
        _layers = layers.ToDictionary(l => l.Name);
    }

    /// <summary>The folder the descriptions were read from.</summary>
    public string Folder { get; }

    /// <summary>The layers, by name.</summary>
    public IEnumerable<LayerDescription> Layers => _layers.Values.OrderBy(l => l.Name, StringComparer.Ordinal);

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
            foreach (var (lesser, greater) in layer.NotAbove)
            {
                if (layer.Column(lesser)?.Type is not { } type || layer.Column(greater)?.Type != type)
                    throw new DataFileException(
                        file,
                        new(
                            $"notAbove {lesser}, {greater}: 需要两个同类型的列。",
                            $"notAbove {lesser}, {greater}: two columns of one type are needed."
                        )
                    );
            }

            foreach (var stored in layer.Stored)
            {
                if (layer.Geometry == GeometryKind.None)
                    throw new DataFileException(
                        file,
                        new(
                            $"stored {stored.Name}: 只有带几何的图层才有这样的列。",
                            $"stored {stored.Name}: only a layer with geometry has such columns."
                        )
                    );
                if (
                    stored.Name.Length == 0
                    || !stored.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                )
                    throw new DataFileException(
                        file,
                        new(
                            $"stored {stored.Name}: 只能用小写字母、数字和下划线。",
                            $"stored {stored.Name}: lower-case letters, digits and underscores are needed."
                        )
                    );
                if (
                    Taken.Contains(stored.Name)
                    || layer.Column(stored.Name) is not null
                    || layer.Stored.Count(s => s.Name == stored.Name) > 1
                )
                    throw new DataFileException(
                        file,
                        new(
                            $"stored {stored.Name}: 图层已有同名的列。",
                            $"stored {stored.Name}: the layer has a column of that name."
                        )
                    );
                if (stored.Indexed && !stored.Type.StartsWith("geometry", StringComparison.Ordinal))
                    throw new DataFileException(
                        file,
                        new(
                            $"stored {stored.Name}: 只有几何才能建空间索引。",
                            $"stored {stored.Name}: only a geometry can have a spatial index."
                        )
                    );
            }

            layers.Add(layer);
        }

        return layers.Count > 0
            ? new LayerCatalog(tilesFolder, layers)
            : throw new DataFileException(
                tilesFolder,
                new("其中没有 layer.json。", "there is no layer.json below it.")
            );
    }
}
