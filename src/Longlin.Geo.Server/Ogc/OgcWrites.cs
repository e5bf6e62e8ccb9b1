using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Http.HttpResults;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// OGC API – Features, part 4: features are added, replaced, patched and deleted by those whose role may write the
/// layer; a change names the version that the client has read (<c>If-Match</c>).
/// </summary>
internal static class OgcWrites
{
    public static void MapOgcWrites(this IEndpointRouteBuilder routes)
    {
        var ogc = routes.MapGroup("/ogc/collections/{layer}/items").WithTags("ogc");
        ogc.MapPost("", CreateAsync)
            .WithSummary("新建对象", "Add a feature")
            .Accepts<JsonElement>("application/geo+json");
        ogc.MapPut("/{id}", ReplaceAsync)
            .WithSummary("替换对象", "Replace a feature")
            .Accepts<JsonElement>("application/geo+json");
        ogc.MapPatch("/{id}", PatchAsync)
            .WithSummary("修改对象（RFC 7396）", "Patch a feature (RFC 7396)")
            .Accepts<JsonElement>("application/merge-patch+json");
        ogc.MapDelete("/{id}", DeleteAsync).WithSummary("删除对象", "Delete a feature");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        Database database,
        Rules.Standards.Standard standard,
        TileFreshness freshness,
        string layer,
        CancellationToken cancellationToken
    )
    {
        if (Refuse(context, database, layer, out var known, out var caller) is { } problem)
            return problem;
        var (body, fault) = await ReadAsync(context, ["application/geo+json", "application/json"], cancellationToken);
        if (fault is not null)
            return fault;
        return await EditAsync(
            context,
            freshness,
            async () =>
            {
                var version = await FeatureEdit.CreateAsync(
                    database,
                    known!,
                    Checked(known!, Given(body!.Value), Shape(body.Value)),
                    caller!.Name,
                    caller.Township,
                    standard.Relocating?.RedLine.AllowedWorkKinds,
                    cancellationToken
                );
                context.Response.Headers.ETag = OgcItems.Tag(version.Version);
                return TypedResults.Created(
                    new Uri($"{OgcAnswer.Base(context)}/ogc/collections/{layer}/items/{version.Id}")
                );
            }
        );
    }

    private static Task<IResult> ReplaceAsync(
        HttpContext context,
        Database database,
        Rules.Standards.Standard standard,
        TileFreshness freshness,
        string layer,
        string id,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            context,
            database,
            standard,
            freshness,
            layer,
            id,
            ["application/geo+json", "application/json"],
            (known, body, record) =>
            {
                var given = Given(body!.Value);
                // A feature that is read and written back keeps its code also where the client leaves it out.
                given.TryAdd("code", record["code"]);
                return Checked(known, given, Shape(body.Value));
            },
            cancellationToken
        );

    private static Task<IResult> PatchAsync(
        HttpContext context,
        Database database,
        Rules.Standards.Standard standard,
        TileFreshness freshness,
        string layer,
        string id,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            context,
            database,
            standard,
            freshness,
            layer,
            id,
            ["application/merge-patch+json", "application/geo+json", "application/json"],
            (known, body, record) =>
            {
                Dictionary<string, object?> values = known
                    .AllColumns.Where(c => record[c.Name] is not null)
                    .ToDictionary(c => c.Name, object? (c) => Text(record[c.Name]));
                foreach (var (name, value) in Given(body!.Value))
                    values[name] = value;
                foreach (
                    var name in values
                        .Where(v => v.Value is null && known.Column(v.Key) is not null)
                        .Select(v => v.Key)
                        .ToArray()
                )
                    values.Remove(name);
                return Checked(
                    known,
                    values,
                    body.Value.TryGetProperty("geometry", out _) ? Shape(body.Value) : record.Geometry
                );
            },
            cancellationToken
        );

    private static Task<IResult> DeleteAsync(
        HttpContext context,
        Database database,
        Rules.Standards.Standard standard,
        TileFreshness freshness,
        string layer,
        string id,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            context,
            database,
            standard,
            freshness,
            layer,
            id,
            null,
            static (_, _, _) => null,
            cancellationToken
        );

    private static async Task<IResult> ChangeAsync(
        HttpContext context,
        Database database,
        Rules.Standards.Standard standard,
        TileFreshness freshness,
        string layer,
        string id,
        string[]? types,
        Func<LayerDescription, JsonElement?, FeatureRecord, FeatureRecord?> change,
        CancellationToken cancellationToken
    )
    {
        if (Refuse(context, database, layer, out var known, out var caller) is { } problem)
            return problem;
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return OgcItems.Missing(context, layer, id);
        long? version = null;
        if (context.Request.Headers.IfMatch.ToString() is { Length: > 0 } match && match != "*")
        {
            if (
                !match.StartsWith("\"v", StringComparison.Ordinal)
                || !long.TryParse(
                    match.AsSpan(2).TrimEnd('"'),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var named
                )
            )
                return Problems.Of(
                    context,
                    new(
                        "If-Match",
                        new("应为读取该对象时得到的 ETag", "should be the ETag with which the feature was read")
                    )
                );
            version = named;
        }

        JsonElement? body = null;
        if (types is not null)
        {
            var (read, fault) = await ReadAsync(context, types, cancellationToken);
            if (fault is not null)
                return fault;
            body = read;
        }

        return await EditAsync(
            context,
            freshness,
            async () =>
            {
                if (
                    await FeatureEdit.ChangeAsync(
                        database,
                        known!,
                        number,
                        version,
                        record => change(known!, body, record),
                        caller!.Name,
                        caller.Township,
                        standard.Relocating?.RedLine.AllowedWorkKinds,
                        cancellationToken
                    )
                    is not { } now
                )
                    return OgcItems.Missing(context, layer, id);
                if (types is not null)
                    context.Response.Headers.ETag = OgcItems.Tag(now.Version);
                return TypedResults.NoContent();
            }
        );
    }

    // The writer sees his own change in the very next tile.
    private static async Task<IResult> EditAsync(HttpContext context, TileFreshness freshness, Func<Task<IResult>> edit)
    {
        try
        {
            var result = await edit();
            await freshness.HurryAsync();
            return result;
        }
        catch (EditConflictException e)
        {
            return TypedResults.Problem(
                e.Reason.Pick(Problems.Language(context)),
                statusCode: StatusCodes.Status409Conflict,
                extensions: [new("parameter", "If-Match")]
            );
        }
        catch (EditRefusedException e)
        {
            return TypedResults.Problem(
                string.Join(
                    "; ",
                    e.Reasons.Select(r =>
                        (r.Field is null ? r.Reason : r.Reason.Prefix($"{r.Field}: ")).Pick(Problems.Language(context))
                    )
                ),
                statusCode: StatusCodes.Status422UnprocessableEntity,
                extensions: [new("parameter", e.Reasons[0].Field ?? "body")]
            );
        }
        catch (ImportException e)
        {
            // The user's township is not in areas: what lies inside it is not known.
            return Problems.Forbidden(context, "code", e.Reason);
        }
        catch (OutsideScopeException e)
        {
            return Problems.Forbidden(context, "code", e.Text);
        }
    }

    private static ProblemHttpResult? Refuse(
        HttpContext context,
        Database database,
        string layer,
        out LayerDescription? known,
        out Caller? caller
    )
    {
        caller = Caller.Of(context);
        known = database.Catalog.Find(layer);
        if (known is null)
            return OgcAnswer.UnknownCollection(context, database.Catalog, layer);
        return caller?.MayWrite(known) is true
            ? null
            : Problems.Forbidden(
                context,
                "token",
                new($"本用户不能写图层 {layer}", $"this user may not write layer {layer}")
            );
    }

    private static readonly Bilingual Several = new(
        "一次只新建一个对象（Feature）；FeatureCollection 或多个对象请作为文件导入：POST /api/imports",
        "one Feature at a time is added here; send a FeatureCollection as a file: POST /api/imports"
    );

    private static async Task<(JsonElement? Body, IResult? Fault)> ReadAsync(
        HttpContext context,
        string[] types,
        CancellationToken cancellationToken
    )
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!types.Contains(type, StringComparer.OrdinalIgnoreCase))
            return (
                null,
                TypedResults.Problem(
                    $"Content-Type: {string.Join(", ", types)}",
                    statusCode: StatusCodes.Status415UnsupportedMediaType,
                    extensions: [new("parameter", "Content-Type")]
                )
            );
        try
        {
            using var document = await JsonDocument.ParseAsync(
                context.Request.Body,
                new JsonDocumentOptions { MaxDepth = 32 },
                cancellationToken
            );
            var body = document.RootElement.Clone();
            if (
                body.ValueKind == JsonValueKind.Array
                || (
                    body.ValueKind == JsonValueKind.Object
                    && body.TryGetProperty("type", out var kind)
                    && kind.ValueKind == JsonValueKind.String
                    && kind.ValueEquals("FeatureCollection")
                )
            )
                return (null, Problems.Of(context, new("body", Several)));
            return body.ValueKind == JsonValueKind.Object
                ? (body, null)
                : (null, Problems.Of(context, new("body", new("应为一个对象", "should be an object"))));
        }
        catch (JsonException e)
        {
            return (
                null,
                Problems.Of(
                    context,
                    new(
                        "body",
                        new(
                            $"不是有效的 JSON：第 {e.LineNumber + 1} 行有错",
                            $"not valid JSON: line {e.LineNumber + 1} is wrong"
                        )
                    )
                )
            );
        }
    }

    private static Dictionary<string, object?> Given(JsonElement body)
    {
        if (!body.TryGetProperty("properties", out var properties) || properties.ValueKind == JsonValueKind.Null)
            return [];
        if (properties.ValueKind != JsonValueKind.Object)
            throw new EditRefusedException([new(1, "properties", null, new("应为对象", "should be an object"))]);
        // The moment of the last change is the store's own: what a client sends back is not a wish.
        return properties
            .EnumerateObject()
            .Where(p => p.Name != "updated_at")
            .GroupBy(p => p.Name)
            .ToDictionary(g => g.Key, object? (g) => Value(g.Key, g.Last().Value));
    }

    private static string? Value(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => throw new EditRefusedException([
                new(1, name, null, new("不应为对象", "should not be an object")),
            ]),
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(v => v.ToString())),
            _ => value.ToString(),
        };

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            string[] words => string.Join(',', words),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime moment => MomentText.Iso(moment),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    private static Geometry? Shape(JsonElement body)
    {
        if (!body.TryGetProperty("geometry", out var given) || given.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return given.Deserialize<Geometry>(JsonForms.Geometry) ?? throw new JsonException("null");
        }
        catch (Exception e) when (BrokenGeometry.Is(e))
        {
            throw new EditRefusedException([
                new(1, "geometry", null, new("不是有效的 GeoJSON 几何", "is no valid GeoJSON geometry")),
            ]);
        }
    }

    private static FeatureRecord Checked(
        LayerDescription layer,
        Dictionary<string, object?> properties,
        Geometry? geometry
    )
    {
        var row = FeatureCheck.Check(layer, properties, geometry, "api");
        return row.Record ?? throw new EditRefusedException(row.Rejections);
    }
}
