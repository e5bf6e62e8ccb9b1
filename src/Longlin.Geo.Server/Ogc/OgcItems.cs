using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Server.Ogc;

/// <summary>OGC API – Features: the items of a collection, and one of them.</summary>
internal static class OgcItems
{
    public static void MapOgcItems(this IEndpointRouteBuilder routes)
    {
        var ogc = routes.MapGroup("/ogc/collections/{layer}/items").WithTags("ogc");
        ogc.MapGet("", ItemsAsync)
            .WithSummary(
                "对象：bbox、datetime、filter（CQL2）、crs、sortby、limit、f=json|html|csv",
                "Items: bbox, datetime, filter (CQL2), crs, sortby, limit, f=json|html|csv"
            )
            .TakesOpenly(["json", "html", "csv"], OgcParameters.Names);
        ogc.MapGet("/{id}", ItemAsync).WithSummary("一个对象", "One item").TakesWithFormat(["json", "html"], "crs");
        // Gaps have parameters of their own.
        var gaps = routes.MapGroup($"/ogc/collections/{OgcAnswer.Gaps}/items").WithTags("ogc");
        gaps.MapGet("", OgcGaps.ItemsAsync)
            .WithSummary("短板：某一天还没有通的自然屯", "Gaps: hamlets that lack a service on a day")
            .TakesOpenly(["json", "html", "csv"], OgcGapsQuestion.Names);
        gaps.MapGet("/{id}", OgcGaps.ItemAsync)
            .WithSummary("一个自然屯的短板", "The gap of one hamlet")
            .TakesWithFormat(["json", "html"], "datetime", "service", "rule", "minHouseholds", "verdict", "crs");
    }

    /// <summary>The ETag of a version.</summary>
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");

    private static async Task<IResult> ItemsAsync(
        HttpContext context,
        Database database,
        FeatureCache features,
        string layer,
        CancellationToken cancellationToken
    )
    {
        if (database.Catalog.Find(layer) is not { } known)
            return OgcAnswer.UnknownCollection(context, database.Catalog, layer);
        if (OgcParameters.Read(context.Request.Query, known, out var fault) is not { } question)
            return Problems.Of(context, fault!);
        if (OgcAnswer.Format(context, ["json", "html", "csv"], out var problem) is not { } format)
            return problem!;
        context.Response.Headers["Content-Crs"] = $"<{question.Crs.Uri}>";
        // A table is a file: whole unless a limit is given. Features come in pages that link to each other.
        if (format == "csv" && !context.Request.Query.ContainsKey("limit"))
            question = question with { Limit = int.MaxValue - 1 };
        try
        {
            return await SendAsync(context, database, features, known, question, format, cancellationToken);
        }
        catch (PostgresException e)
            when (e.SqlState.StartsWith("22", StringComparison.Ordinal) && !context.Response.HasStarted)
        {
            // A number beyond measure in the filter's arithmetic, say: only the values tell.
            return Problems.Of(
                context,
                new("filter", new("过滤条件在数据上无法计算", "the filter cannot be computed on the data"))
            );
        }
    }

    private static async Task<IResult> SendAsync(
        HttpContext context,
        Database database,
        FeatureCache features,
        LayerDescription layer,
        ItemsQuestion question,
        string format,
        CancellationToken cancellationToken
    )
    {
        var matched =
            question.IsWhole && format == "json"
                ? await CollectionQuery.CountAsync(database, layer, cancellationToken)
                : null;
        if (format == "json")
        {
            await SendGeoJsonAsync(
                context,
                database,
                features.Of(layer.Name, question),
                layer,
                question,
                matched,
                cancellationToken
            );
            return TypedResults.Empty;
        }

        await using var page = CollectionQuery.Page(database, layer, question, wkt: true);
        await using var reader = await CollectionQuery.ReadAsync(page, cancellationToken);
        var columns = Columns(layer, question);
        PageColumns at = new(reader, columns, question.Sort.Count);
        List<IReadOnlyList<object?>> rows = [];
        ItemsCursor? last = null,
            next = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == question.Limit)
            {
                next = last;
                break;
            }

            rows.Add([
                reader.GetInt64(at.Id),
                .. columns.Select((c, i) => OgcRow.Cell(reader, at.Properties[i], c)),
                .. at.Geometry < 0
                    ? Array.Empty<object?>()
                    : [reader.IsDBNull(at.Geometry) ? null : reader.GetString(at.Geometry)],
            ]);
            last = OgcRow.Cursor(reader, at);
        }

        List<string> head = ["id", .. columns.Select(c => c.Name)];
        if (at.Geometry >= 0)
            head.Add("wkt");
        var address = next is null ? null : OgcAnswer.Address(context, ("cursor", next.Write()));
        if (format == "html")
            return TypedResults.Content(
                await OgcItemsHtml.ItemsAsync(
                    context,
                    database,
                    layer,
                    columns,
                    rows,
                    at.Geometry < 0 ? null : question.Crs,
                    address
                ),
                "text/html; charset=utf-8"
            );
        if (address is not null)
            context.Response.Headers.Link = $"<{address}>; rel=\"next\"";
        context.Response.ContentType = "text/csv; charset=utf-8";
        await CsvTable.WriteAsync(context.Response.Body, [.. head], rows.ToAsyncEnumerable(), cancellationToken);
        return TypedResults.Empty;
    }

    private static ColumnDescription[] Columns(LayerDescription layer, ItemsQuestion question) =>
        [.. (question.Properties ?? layer.AllColumns.Select(c => c.Name)).Select(c => layer.Column(c)!)];

    // Where the page before was all in memory, the database is asked first which versions of which rows this one holds;
    // where one of them is unknown, for all of them.
    private static async Task SendGeoJsonAsync(
        HttpContext context,
        Database database,
        HeldFeatures features,
        LayerDescription layer,
        ItemsQuestion question,
        long? matched,
        CancellationToken cancellationToken
    )
    {
        if (features.Likely)
        {
            await using var versions = CollectionQuery.Page(database, layer, question, wkt: false, versions: true);
            await using var keys = await CollectionQuery.ReadAsync(versions, cancellationToken);
            PageColumns at = new(keys, [], question.Sort.Count);
            List<byte[]> held = [];
            ItemsCursor? last = null,
                next = null;
            var all = true;
            while (all && next is null && await keys.ReadAsync(cancellationToken))
            {
                if (held.Count == question.Limit)
                    next = last;
                else if (features.Find(OgcRow.Version(keys, at)) is { } feature)
                    held.Add(feature);
                else
                    all = features.Likely = false;
                if (held.Count == question.Limit)
                    last ??= OgcRow.Cursor(keys, at);
            }

            if (all)
            {
                features.Hit();
                await using GeoJsonPage page = new(context);
                foreach (var feature in held)
                    await page.AddAsync(feature, cancellationToken);
                await page.EndAsync(question, matched, next, cancellationToken);
                return;
            }
        }

        await ReadAndSendAsync(context, database, features, layer, question, matched, cancellationToken);
    }

    private static async Task ReadAndSendAsync(
        HttpContext context,
        Database database,
        HeldFeatures features,
        LayerDescription layer,
        ItemsQuestion question,
        long? matched,
        CancellationToken cancellationToken
    )
    {
        await using var batch = CollectionQuery.Page(database, layer, question, wkt: false);
        await using var reader = await CollectionQuery.ReadAsync(batch, cancellationToken);
        var columns = Columns(layer, question);
        PageColumns at = new(reader, columns, question.Sort.Count);
        ArrayBufferWriter<byte> one = new(1 << 12);
        await using Utf8JsonWriter json = new(one, OgcAnswer.Readable);
        ItemsCursor? last = null,
            next = null;
        var known = 0;
        // Nothing is sent before there is a good part of it: what the filter cannot compute is still a problem.
        await using GeoJsonPage page = new(context);
        while (next is null && await reader.ReadAsync(cancellationToken))
        {
            if (page.Count == question.Limit)
            {
                next = last;
                continue;
            }

            var version = OgcRow.Version(reader, at);
            if (features.Find(version) is { } feature)
                known++;
            else
            {
                one.Clear();
                json.Reset();
                OgcRow.Feature(json, reader, columns, at);
                json.Flush();
                feature = one.WrittenSpan.ToArray();
                features.Put(version, feature);
            }

            await page.AddAsync(feature, cancellationToken);
            if (page.Count == question.Limit)
                last = OgcRow.Cursor(reader, at);
        }

        features.Likely = known > 0 && known == page.Count;
        await page.EndAsync(question, matched, next, cancellationToken);
    }

    private static async Task<IResult> ItemAsync(
        HttpContext context,
        Database database,
        string layer,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (database.Catalog.Find(layer) is not { } known)
            return OgcAnswer.UnknownCollection(context, database.Catalog, layer);
        var uri = context.Request.Query["crs"].FirstOrDefault() ?? OgcCrs.Crs84.Uri;
        if (OgcCrs.Find(uri) is not { } crs)
            return Problems.Of(
                context,
                new(
                    "crs",
                    new(
                        $"不支持，可用：{string.Join("、", OgcCrs.All.Select(c => c.Uri))}",
                        $"is not served; use one of: {string.Join(", ", OgcCrs.All.Select(c => c.Uri))}"
                    )
                )
            );
        if (OgcAnswer.Format(context, ["json", "html"], out var problem) is not { } format)
            return problem!;
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Missing(context, layer, id);
        await using var command = CollectionQuery.One(database, known, number, crs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return Missing(context, layer, id);
        ColumnDescription[] columns = [.. known.AllColumns];
        PageColumns at = new(reader, columns);
        var tag = Tag(reader.GetInt64(at.Version));
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (format == "html")
            return TypedResults.Content(
                await OgcItemsHtml.ItemAsync(context, database, known, columns, reader, at, crs, id),
                "text/html; charset=utf-8"
            );
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter json = new(buffer, OgcAnswer.Readable);
        OgcRow.Feature(
            json,
            reader,
            columns,
            at,
            w =>
            {
                w.WriteStartArray("links");
                OgcAnswer.Link(w, OgcAnswer.Address(context), "self", OgcAnswer.GeoJson);
                OgcAnswer.Link(
                    w,
                    $"{OgcAnswer.Base(context)}/ogc/collections/{layer}",
                    "collection",
                    "application/json"
                );
                w.WriteEndArray();
            }
        );
        json.Flush();
        context.Response.ContentType = OgcAnswer.GeoJson;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
        return TypedResults.Empty;
    }

    /// <summary>No feature has the id.</summary>
    public static IResult Missing(HttpContext context, string layer, string id) =>
        Problems.Of(
            context,
            new("featureId", new($"{layer} 中没有对象 {id}", $"{layer} holds no feature {id}"), NotFound: true)
        );
}
