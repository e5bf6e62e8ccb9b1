using System.Text.Json.Nodes;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Ogc;

/// <summary>The properties of a collection as JSON schemas: all, those to filter by, those to sort by.</summary>
internal static class OgcSchemas
{
    public static IResult Queryables(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(
            context,
            catalog,
            layer,
            "queryables",
            (known, name) => CollectionQuery.Queryables(known).ContainsKey(name)
        );

    public static IResult Sortables(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(context, catalog, layer, "sortables", (known, name) => CollectionQuery.Sortables(known).Contains(name));

    public static IResult Schema(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(context, catalog, layer, "schema", static (_, _) => true);

    private static IResult OfLayer(
        HttpContext context,
        LayerCatalog catalog,
        string layer,
        string what,
        Func<LayerDescription, string, bool> holds
    )
    {
        if (OgcAnswer.Begin(context, out _) is { } problem)
            return problem;
        if (layer == OgcAnswer.Gaps)
            return Properties(
                context,
                layer,
                what,
                OgcAnswer.GapsTitle,
                what == "schema" ? [.. GapItems.Columns, .. GapItems.Others] : GapItems.Columns,
                what == "sortables" ? GeometryKind.None : GeometryKind.Point,
                updated: false
            );
        if (catalog.Find(layer) is not { } known)
            return OgcAnswer.UnknownCollection(context, catalog, layer);
        return Properties(
            context,
            layer,
            what,
            known.Title,
            known.AllColumns.Where(c => holds(known, c.Name)),
            holds(known, "geom") ? known.Geometry : GeometryKind.None,
            holds(known, "updated_at")
        );
    }

    private static JsonHttpResult<JsonObject> Properties(
        HttpContext context,
        string layer,
        string what,
        Bilingual title,
        IEnumerable<ColumnDescription> columns,
        GeometryKind geometry,
        bool updated
    )
    {
        var language = Problems.Language(context);
        JsonObject properties = [];
        foreach (var column in columns)
        {
            JsonObject property = column.Type switch
            {
                ColumnType.Integer => new() { ["type"] = "integer" },
                ColumnType.Number or ColumnType.Money => new() { ["type"] = "number" },
                ColumnType.Boolean => new() { ["type"] = "boolean" },
                ColumnType.Date => new() { ["type"] = "string", ["format"] = "date" },
                ColumnType.Timestamp => new() { ["type"] = "string", ["format"] = "date-time" },
                ColumnType.Texts => new()
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "string" },
                },
                _ => new() { ["type"] = "string" },
            };
            property["title"] = column.Title.Pick(language);
            if (column.Unit is not null)
                property["x-ogc-unit"] = column.Unit;
            if (column.Values is not null)
                property["enum"] = new JsonArray([.. column.Values.Keys.Select(v => JsonValue.Create(v))]);
            // The word by which the county knows a value is the first of those that an import takes for it.
            if (column.Values is not null && language == "zh")
                property["x-longlin-titles"] = new JsonObject(
                    column
                        .Values.Where(v => v.Value.Count > 0)
                        .Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value[0]))
                );
            properties[column.Name] = property;
        }

        if (updated)
            properties["updated_at"] = new JsonObject
            {
                ["type"] = "string",
                ["format"] = "date-time",
                ["title"] = new Bilingual("更新时间", "updated at").Pick(language),
                ["readOnly"] = true,
            };
        if (geometry != GeometryKind.None)
            properties["geom"] = new JsonObject
            {
                ["format"] = geometry switch
                {
                    GeometryKind.Point => "geometry-point",
                    GeometryKind.Line => "geometry-linestring-or-multilinestring",
                    GeometryKind.Polygon => "geometry-polygon-or-multipolygon",
                    _ => "geometry-any",
                },
                ["x-ogc-role"] = "primary-geometry",
            };
        return TypedResults.Json(
            new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$id"] = $"{OgcAnswer.Base(context)}/ogc/collections/{layer}/{what}",
                ["type"] = "object",
                ["title"] = title.Pick(language),
                ["properties"] = properties,
                ["additionalProperties"] = false,
            },
            contentType: "application/schema+json"
        );
    }
}
