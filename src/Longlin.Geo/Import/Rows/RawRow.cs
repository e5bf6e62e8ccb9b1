using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>One row as a file has it. Rows of one shape share one header, the same instance.</summary>
/// <param name="Row">Its number: 1 is the first data row; in a workbook the sheet's own number.</param>
/// <param name="Header">The columns' names.</param>
/// <param name="Values">A value, or null, for each name of the header.</param>
/// <param name="Geometry">In the file's coordinates; null where the row has none.</param>
/// <param name="GeometryFault">Why the geometry cannot be read.</param>
/// <param name="PassedOver">Why the row is no data, such as a total; null for a row of data.</param>
public sealed record RawRow(
    long Row,
    string[] Header,
    object?[] Values,
    Geometry? Geometry,
    Bilingual? GeometryFault = null,
    Bilingual? PassedOver = null
)
{
    /// <summary>A row that brings a header of its own.</summary>
    public static RawRow Of(
        long row,
        IReadOnlyDictionary<string, object?> fields,
        Geometry? geometry,
        Bilingual? geometryFault = null
    ) => new(row, [.. fields.Keys], [.. fields.Values], geometry, geometryFault);
}
