using System.Text.Json;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>Items of a collection as pages for people.</summary>
internal static class OgcItemsHtml
{
    // For people: words of their language, a small map, and a link to every feature's own page.
    public static async Task<string> ItemsAsync(
        HttpContext context,
        Database database,
        LayerDescription layer,
        ColumnDescription[] columns,
        List<IReadOnlyList<object?>> rows,
        OgcCrs? crs,
        string? next
    )
    {
        var language = Problems.Language(context);
        var title = layer.Title.Pick(language);
        var items = $"{OgcAnswer.Base(context)}/ogc/collections/{layer.Name}/items";
        return OgcHtml.Table(
            title,
            language,
            ["id", .. columns.Select(c => Header(c, language))],
            rows.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        new OgcReference($"{r[0]}", $"{items}/{r[0]}?f=html"),
                        .. columns.Select((c, i) => Linked(Spoken(r[i + 1], c, language), c)),
                    ]
            ),
            new(
                [new(title, $"/ogc/collections/{layer.Name}?f=html")],
                Map: crs is null
                    ? null
                    : await OgcDrawing.SvgAsync(
                        database,
                        OgcDrawing.Read(rows.Select(r => r[^1] as string), crs),
                        title,
                        "met",
                        context.RequestAborted
                    ),
                First: OgcAnswer.FirstPage(context),
                Next: next
            )
        );
    }

    public static async Task<string> ItemAsync(
        HttpContext context,
        Database database,
        LayerDescription layer,
        ColumnDescription[] columns,
        NpgsqlDataReader reader,
        PageColumns at,
        OgcCrs crs,
        string id
    )
    {
        var language = Problems.Language(context);
        var title = layer.Title.Pick(language);
        var shape =
            at.Geometry < 0 || reader.IsDBNull(at.Geometry)
                ? null
                : JsonSerializer.Deserialize<Geometry>(reader.GetString(at.Geometry), GeoJsonWriter.Options);
        return OgcHtml.Table(
            $"{title} {id}",
            language,
            ["", ""],
            columns.Select(
                (c, i) =>
                    (IReadOnlyList<object?>)
                        [Header(c, language), Linked(Spoken(OgcRow.Cell(reader, at.Properties[i], c), c, language), c)]
            ),
            new(
                [
                    new(title, $"/ogc/collections/{layer.Name}?f=html"),
                    new(
                        new Bilingual("对象", "Features").Pick(language),
                        $"/ogc/collections/{layer.Name}/items?f=html"
                    ),
                ],
                Map: shape is null
                    ? null
                    : await OgcDrawing.SvgAsync(
                        database,
                        [OgcDrawing.Geographic(shape, crs)],
                        $"{title} {id}",
                        "met",
                        context.RequestAborted
                    )
            )
        );
    }

    // A code of another feature is a link to it.
    private static object? Linked(object? value, ColumnDescription column) =>
        value is string { Length: > 0 } code
            ? column.Name switch
            {
                "hamlet_code" => OgcReference.Feature("hamlets", code),
                "site_code" => OgcReference.Feature("sites", code),
                "village_code" or "township_code" or "parent_code" => OgcReference.Feature("areas", code),
                _ => value,
            }
            : value;

    private static string Header(ColumnDescription column, string? language) =>
        column.Title.Pick(language) + (column.Unit is null ? "" : $" ({column.Unit})");

    private static object? Spoken(object? value, ColumnDescription column, string? language) =>
        (value, column.Type) switch
        {
            ("true", ColumnType.Boolean) => new Bilingual("是", "yes").Pick(language),
            ("false", ColumnType.Boolean) => new Bilingual("否", "no").Pick(language),
            // The first header word of a value is the one that people write.
            (string word, _) when column.Values?.TryGetValue(word, out var words) is true => language == "en"
                ? word.Replace('_', ' ')
            : words is [var first, ..] ? first
            : word,
            _ => value,
        };
}
