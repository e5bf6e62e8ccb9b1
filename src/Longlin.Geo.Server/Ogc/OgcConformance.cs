using System.Text.Json.Nodes;

namespace Longlin.Geo.Server.Ogc;

/// <summary>What the service conforms to.</summary>
internal static class OgcConformance
{
    private const string Features1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/";
    private const string Features3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/";
    private const string Features4 = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/";
    private const string Cql2 = "http://www.opengis.net/spec/cql2/1.0/conf/";
    private const string Tiles1 = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/";
    private const string Common = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/";

    private static readonly string[] Conformance =
    [
        Common + "core",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        Features1 + "core",
        Features1 + "geojson",
        Features1 + "html",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
        Features3 + "queryables",
        Features3 + "queryables-query-parameters",
        Features3 + "filter",
        Features3 + "features-filter",
        Features4 + "create-replace-delete",
        Features4 + "update",
        Features4 + "features",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
        Cql2 + "cql2-text",
        Cql2 + "cql2-json",
        Cql2 + "basic-cql2",
        Cql2 + "advanced-comparison-operators",
        Cql2 + "case-insensitive-comparison",
        Cql2 + "basic-spatial-functions",
        Cql2 + "basic-spatial-functions-plus",
        Cql2 + "spatial-functions",
        Cql2 + "temporal-functions",
        Cql2 + "property-property",
        Cql2 + "arithmetic",
        Tiles1 + "core",
        Tiles1 + "tileset",
        Tiles1 + "tilesets-list",
        Tiles1 + "geodata-tilesets",
        Tiles1 + "mvt",
        Tiles1 + "tilejson",
    ];

    public static IResult Classes(HttpContext context)
    {
        if (OgcAnswer.Begin(context, out var format) is { } problem)
            return problem;
        return OgcAnswer.Send(
            context,
            new JsonObject { ["conformsTo"] = new JsonArray([.. Conformance.Select(c => JsonValue.Create(c))]) },
            format!
        );
    }
}
