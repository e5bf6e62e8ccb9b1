using System.Runtime.CompilerServices;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features;

/// <summary>Every row of a layer, streamed in the order of its codes.</summary>
public static class LayerQuery
{
    /// <summary>Reads the layer, or those rows of it that a condition holds for; geometry in EPSG:4490.</summary>
    /// <exception cref="Cql2.CqlException">The condition does not fit the layer.</exception>
    public static async IAsyncEnumerable<FeatureRecord> ReadAsync(
        Database database,
        LayerDescription layer,
        Cql2.CqlNode? filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var columns = layer.AllColumns.ToArray();
        var geometry = layer.Geometry != GeometryKind.None;
        await using var command = database.Source.CreateCommand();
        var where = CollectionQuery.Where(layer, new ItemsQuestion { Filter = filter }, command.Parameters);
        command.CommandText =
            $"select {string.Join(", ", columns.Select(c => $"f.{c.Sql}"))}{(geometry ? ", f.geom" : "")} "
            + $"from longlin.{layer.Name} f where {where} order by f.county_code, f.code";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ordinals = Array.ConvertAll(columns, c => reader.GetOrdinal(c.Name));
        while (await reader.ReadAsync(cancellationToken))
        {
            Dictionary<string, object?> values = new(columns.Length);
            for (var i = 0; i < columns.Length; i++)
            {
                values[columns[i].Name] =
                    reader.IsDBNull(ordinals[i]) ? null
                    : columns[i].Type == ColumnType.Date ? reader.GetFieldValue<DateOnly>(ordinals[i])
                    : reader.GetValue(ordinals[i]);
            }

            yield return new FeatureRecord(values, geometry ? reader.Find<Geometry>("geom") : null);
        }
    }
}
