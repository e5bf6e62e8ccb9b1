using NetTopologySuite.Geometries;

namespace Longlin.Geo.Model;

/// <summary>
/// One feature of a layer on its way into the store: checked values by column name, geometry in EPSG:4490 (longitude,
/// latitude).
/// </summary>
/// <param name="Values">Values by column name, typed as <see cref="ColumnType"/> says; an absent column keeps what the
/// store has.</param>
/// <param name="Geometry">Null where the layer has none.</param>
public sealed record FeatureRecord(IReadOnlyDictionary<string, object?> Values, Geometry? Geometry)
{
    /// <summary>The value of a column, or null.</summary>
    public object? this[string column] => Values.GetValueOrDefault(column);
}
