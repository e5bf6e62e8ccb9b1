using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Server.Ogc;

/// <summary>OGC API – Features: the items of a collection, and one of them.</summary>
internal static class OgcItems
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, JsonEncodedText> NameTexts =
        new();

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
        var gaps = routes.MapGroup($"/ogc/collections/{OgcEndpoints.Gaps}/items").WithTags("ogc");
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
            return OgcEndpoints.UnknownCollection(context, database.Catalog, layer);
        if (OgcParameters.Read(context.Request.Query, known, out var fault) is not { } question)
            return Problems.Of(context, fault!);
        if (OgcEndpoints.Format(context, ["json", "html", "csv"], out var problem) is not { } format)
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
                .. columns.Select((c, i) => Cell(reader, at.Properties[i], c)),
                .. at.Geometry < 0
                    ? Array.Empty<object?>()
                    : [reader.IsDBNull(at.Geometry) ? null : reader.GetString(at.Geometry)],
            ]);
            last = Cursor(reader, at);
        }

        List<string> head = ["id", .. columns.Select(c => c.Name)];
        if (at.Geometry >= 0)
            head.Add("wkt");
        var address = next is null ? null : OgcAnswer.Address(context, ("cursor", next.Write()));
        if (format == "html")
            return TypedResults.Content(
                await HtmlAsync(
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

    // For people: words of their language, a small map, and a link to every feature's own page.
    private static async Task<string> HtmlAsync(
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
        var items = $"{OgcEndpoints.Base(context)}/ogc/collections/{layer.Name}/items";
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

    private static async Task<string> FeatureHtmlAsync(
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
                        [Header(c, language), Linked(Spoken(Cell(reader, at.Properties[i], c), c, language), c)]
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
                else if (features.Find(Version(keys, at)) is { } feature)
                    held.Add(feature);
                else
                    all = features.Likely = false;
                if (held.Count == question.Limit)
                    last ??= Cursor(keys, at);
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

            var version = Version(reader, at);
            if (features.Find(version) is { } feature)
                known++;
            else
            {
                one.Clear();
                json.Reset();
                Feature(json, reader, columns, at);
                json.Flush();
                feature = one.WrittenSpan.ToArray();
                features.Put(version, feature);
            }

            await page.AddAsync(feature, cancellationToken);
            if (page.Count == question.Limit)
                last = Cursor(reader, at);
        }

        features.Likely = known > 0 && known == page.Count;
        await page.EndAsync(question, matched, next, cancellationToken);
    }

    private static RowVersion Version(NpgsqlDataReader reader, PageColumns at) =>
        new(
            reader.GetInt64(at.Id),
            reader.GetFieldValue<uint>(at.Transaction),
            reader.GetDateTime(at.UpdatedAt),
            reader.GetFieldValue<NpgsqlTid>(at.Place)
        );

    private static async Task<IResult> ItemAsync(
        HttpContext context,
        Database database,
        string layer,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (database.Catalog.Find(layer) is not { } known)
            return OgcEndpoints.UnknownCollection(context, database.Catalog, layer);
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
        if (OgcEndpoints.Format(context, ["json", "html"], out var problem) is not { } format)
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
                await FeatureHtmlAsync(context, database, known, columns, reader, at, crs, id),
                "text/html; charset=utf-8"
            );
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter json = new(buffer, OgcAnswer.Readable);
        Feature(
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
                    $"{OgcEndpoints.Base(context)}/ogc/collections/{layer}",
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

    private static void Feature(
        Utf8JsonWriter json,
        NpgsqlDataReader reader,
        ColumnDescription[] columns,
        PageColumns at,
        Action<Utf8JsonWriter>? more = null
    )
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteNumber("id", reader.GetInt64(at.Id));
        json.WritePropertyName("geometry");
        if (at.Geometry < 0 || reader.IsDBNull(at.Geometry))
            json.WriteNullValue();
        else
            json.WriteRawValue(reader.GetString(at.Geometry), skipInputValidation: true);
        json.WriteStartObject("properties");
        for (var i = 0; i < columns.Length; i++)
            Property(json, reader, at.Properties[i], columns[i]);
        json.WriteString("updated_at", DateTime.SpecifyKind(reader.GetDateTime(at.UpdatedAt), DateTimeKind.Utc));
        json.WriteEndObject();
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter json, NpgsqlDataReader reader, int at, ColumnDescription column)
    {
        json.WritePropertyName(Encoded(column.Name));
        if (reader.IsDBNull(at))
        {
            json.WriteNullValue();
            return;
        }

        switch (column.Type)
        {
            case ColumnType.Text:
                json.WriteStringValue(reader.GetString(at));
                break;
            case ColumnType.Integer:
                json.WriteNumberValue(reader.GetInt32(at));
                break;
            case ColumnType.Number:
                json.WriteDecimalValue(reader.GetDouble(at));
                break;
            case ColumnType.Money:
                json.WriteDecimalValue(reader.GetDecimal(at));
                break;
            case ColumnType.Boolean:
                json.WriteBooleanValue(reader.GetBoolean(at));
                break;
            case ColumnType.Date:
                Day(json, reader.GetFieldValue<DateOnly>(at));
                break;
            case ColumnType.Timestamp:
                json.WriteStringValue(MomentText.Iso(reader.GetDateTime(at)));
                break;
            case ColumnType.Texts:
                json.WriteStartArray();
                foreach (var word in reader.GetFieldValue<string[]>(at))
                    json.WriteStringValue(word);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException(column.Name);
        }
    }

    private static void Day(Utf8JsonWriter json, DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        json.WriteStringValue(text);
    }

    // Names are the catalogue's, few and written a hundred times a page.
    private static JsonEncodedText Encoded(string name) =>
        NameTexts.GetOrAdd(name, static n => JsonEncodedText.Encode(n));

    private static object? Cell(NpgsqlDataReader reader, int at, ColumnDescription column) =>
        reader.IsDBNull(at)
            ? null
            : column.Type switch
            {
                ColumnType.Date => reader
                    .GetFieldValue<DateOnly>(at)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ColumnType.Timestamp => MomentText.Iso(reader.GetDateTime(at)),
                ColumnType.Texts => string.Join(',', reader.GetFieldValue<string[]>(at)),
                ColumnType.Boolean => reader.GetBoolean(at) ? "true" : "false",
                _ => reader.GetValue(at),
            };

    private static ItemsCursor Cursor(NpgsqlDataReader reader, PageColumns at) =>
        new([.. at.Keys.Select(k => reader.IsDBNull(k) ? null : reader.GetString(k))], reader.GetInt64(at.Id));
}
