using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>One change; every field is always there.</summary>
public sealed record ChangeItem(
    DateTime At,
    string Layer,
    string? Code,
    string Operation,
    string Actor,
    long? ImportId,
    string? FileName,
    string? Source,
    JsonNode? Before,
    JsonNode? After,
    JsonNode? GeometryBefore,
    JsonNode? GeometryAfter,
    long? RowsInserted,
    long? RowsUpdated,
    long? RowsRejected,
    DateTime? UndoneAt
);

/// <summary>A page of changes, oldest first.</summary>
public sealed record ChangesDocument(string? Next, IReadOnlyList<ChangeItem> Items);

/// <summary>Who changed what, when, on what evidence.</summary>
internal static class ChangeEndpoints
{
    private const int MaxLimit = 1000;
    private static readonly string[] Names = ["layer", "code", "since", "limit", "cursor", "token"];

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/changes", GetAsync)
            .WithTags("changes")
            .WithSummary(
                "谁在何时依据什么改了什么；给出 layer 和 code 即一个对象的历史 Who changed what, when; with layer and code the history of one feature"
            );

    private static async Task<Results<Ok<ChangesDocument>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        Database database,
        string? layer,
        string? code,
        string? since,
        string? limit,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        if (QueryNames.FindUnknown(context, Names) is { } unknown)
            return Problems.Of(context, unknown);
        LayerDescription? description = null;
        if (layer is not null && (description = database.Catalog.Find(layer)) is null)
        {
            var layers = string.Join(", ", database.Catalog.Layers.Select(l => l.Name));
            return Problems.Of(
                context,
                new(
                    "layer",
                    new($"没有图层 {layer}，可用：{layers}", $"there is no layer {layer}; use one of: {layers}")
                )
            );
        }

        if (code is not null && description is null)
            return Problems.Of(context, new("layer", new("按编码查询时请给出 layer", "a code needs its layer")));
        var most = 100;
        if (
            limit is not null
            && (
                !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)
                || most is < 1 or > MaxLimit
            )
        )
            return Problems.Of(context, new("limit", new($"应为 1 到 {MaxLimit}", $"should be 1 to {MaxLimit}")));
        ChangePosition after = new(DateTime.SpecifyKind(DateTime.UnixEpoch, DateTimeKind.Utc), -1, 0);
        if (since is not null)
        {
            if (
                !DateTimeOffset.TryParse(
                    since,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeLocal,
                    out var moment
                )
            )
                return Problems.Of(
                    context,
                    new("since", new("应为日期或时刻，如 2018-06-01", "should be a day or a moment, as 2018-06-01"))
                );
            after = new(moment.UtcDateTime, -1, 0);
        }

        if (cursor is not null)
        {
            if (Read(cursor) is not { } position)
                return Problems.Of(
                    context,
                    new("cursor", new("不是本服务给出的 cursor", "is not a cursor of this service"))
                );
            after = position;
        }

        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var changes = await ChangesQuery.RunAsync(
            database,
            county.CountyCode,
            description,
            code,
            after,
            most + 1,
            cancellationToken
        );
        var page = changes.Take(most).ToList();
        return TypedResults.Ok(
            new ChangesDocument(changes.Count > most ? Write(page[^1].Position) : null, page.ConvertAll(Publish))
        );
    }

    private static ChangeItem Publish(Change c) =>
        new(
            c.Position.At,
            c.Layer,
            c.Code,
            c.Operation,
            c.Actor,
            c.ImportId,
            c.FileName,
            c.Source,
            Json(c.Before),
            Json(c.After),
            Json(c.GeometryBefore),
            Json(c.GeometryAfter),
            c.Counts?[0],
            c.Counts?[1],
            c.Counts?[2],
            c.UndoneAt
        );

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);

    private static string Write(ChangePosition p) =>
        Convert
            .ToBase64String(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{p.At.Ticks}.{p.Kind}.{p.Id}")))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');

    private static ChangePosition? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[64];
        var text = cursor.Replace('-', '+').Replace('_', '/');
        if (
            text.Length > 80
            || !Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length)
        )
            return null;
        var parts = Encoding.ASCII.GetString(bytes[..length]).Split('.');
        return
            parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(new DateTime(ticks, DateTimeKind.Utc), kind, id)
            : null;
    }
}
