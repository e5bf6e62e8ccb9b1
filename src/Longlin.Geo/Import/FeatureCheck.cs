using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

/// <summary>Checks one feature as the rows of a file are checked: names, values, domain rules, geometry.</summary>
public static class FeatureCheck
{
    /// <summary>The record, or the reasons against it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="properties">Values as text or as JSON has them, by the layer's own column names.</param>
    /// <param name="geometry">Longitude and latitude; null where there is none.</param>
    /// <param name="source">The source of a feature that names none.</param>
    public static ImportedRow Check(
        LayerDescription layer,
        IReadOnlyDictionary<string, object?> properties,
        Geometry? geometry,
        string source
    )
    {
        if (properties.Keys.FirstOrDefault(k => layer.Column(k) is null) is { } unknown)
            return new(
                1,
                null,
                [
                    new(
                        1,
                        unknown,
                        null,
                        new($"图层 {layer.Name} 没有列 {unknown}", $"layer {layer.Name} has no column {unknown}")
                    ),
                ]
            );
        return new RowConverter(
            new ImportOptions { File = source, Layer = layer },
            CrsTable.Find("EPSG:4326", out _)!,
            clockwiseShells: false
        ).Convert(RawRow.Of(1, properties, geometry));
    }
}
