using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>What shapes are called in messages.</summary>
internal static class ShapeWords
{
    /// <summary>A shape of a file.</summary>
    public static Bilingual Of(Geometry geometry) =>
        geometry switch
        {
            Point or MultiPoint => new("点", "a point"),
            LineString or MultiLineString => new("线", "a line"),
            Polygon or MultiPolygon => new("面", "a polygon"),
            _ => new("几种图形的组合", "a mixture of shapes"),
        };

    /// <summary>What a layer takes.</summary>
    public static Bilingual Of(GeometryKind kind) =>
        kind switch
        {
            GeometryKind.Point => new("点", "points"),
            GeometryKind.Line => new("线", "lines"),
            GeometryKind.Polygon => new("面", "polygons"),
            GeometryKind.PointOrPolygon => new("点或面", "points or polygons"),
            GeometryKind.Any => new("任意图形", "any shape"),
            GeometryKind.None => new("没有图形的行", "rows without a shape"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
