using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Reports;

/// <summary>One change; every field is always present.</summary>
public sealed record RecordedChange(
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
public sealed record ChangesDocument(string? Next, IReadOnlyList<RecordedChange> Items);

/// <summary>Who changed what, when, on what evidence; for the web service.</summary>
public static class ChangesReport
{
    private const int DefaultLimit = 100;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="request">Which changes, and which page of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ChangesDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        ChangesRequest request,
        CancellationToken cancellationToken
    )
    {
        var (layer, code) = (request.Layer, request.Code);
        var description = layer is null ? null : database.Catalog.Find(layer);
        if (layer is not null && description is null)
        {
            var layers = string.Join(", ", database.Catalog.Layers.Select(l => l.Name));
            return (
                null,
                new(
                    "layer",
                    new($"没有图层 {layer}，可用：{layers}", $"there is no layer {layer}; use one of: {layers}")
                )
            );
        }

        if (code is not null && description is null)
            return (null, new("layer", new("按编码查询时请给出 layer", "a code needs its layer")));
        if (ReadStart(request) is not { } after)
            return (null, new("cursor", new("不是本服务给出的 cursor", "is not a cursor of this service")));
        var most = request.Limit ?? DefaultLimit;
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
        return (new(changes.Count > most ? Write(page[^1].Position) : null, page.ConvertAll(Publish)), null);
    }

    // A cursor wins over a day: the next page keeps the other parameters of the first.
    private static ChangePosition? ReadStart(ChangesRequest request) =>
        request.Cursor is { } cursor ? Read(cursor) : new(request.Since?.At.UtcDateTime ?? DateTime.UnixEpoch, -1, 0);

    private static RecordedChange Publish(Change c) =>
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
