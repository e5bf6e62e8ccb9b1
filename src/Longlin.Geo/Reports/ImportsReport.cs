using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Reports;

/// <summary>One import; every field is always present.</summary>
public sealed record ImportItem(
    long ImportId,
    DateTime StartedAt,
    string Actor,
    string Layer,
    string FileName,
    long RowsRead,
    long Inserted,
    long Updated,
    long Unchanged,
    long Deleted,
    long Rejected,
    bool HasReport,
    DateTime? UndoneAt,
    string? UndoneBy
);

/// <summary>A page of imports, the latest first.</summary>
public sealed record ImportsDocument(string? Next, IReadOnlyList<ImportItem> Items);

/// <summary>Which files were imported, by whom and when, and what each changed.</summary>
public static class ImportsReport
{
    private const int DefaultLimit = 100;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="request">Which imports, and which page of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ImportsDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        ImportsRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Layer is { } layer && layer != TerrainWriter.Layer && database.Catalog.Find(layer) is null)
        {
            var layers = string.Join(", ", database.Catalog.Layers.Select(l => l.Name).Append(TerrainWriter.Layer));
            return (
                null,
                new(
                    "layer",
                    new($"没有图层 {layer}，可用：{layers}", $"there is no layer {layer}; use one of: {layers}")
                )
            );
        }

        long before = 0;
        if (
            request.Cursor is { } cursor
            && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before)
        )
            return (null, new("cursor", new("不是本服务给出的 cursor", "is not a cursor of this service")));
        var most = request.Limit ?? DefaultLimit;
        var imports = await ImportsQuery.RunAsync(
            database,
            request.Layer,
            request.Cursor is null ? null : before,
            most + 1,
            cancellationToken
        );
        var page = imports.Take(most).ToList();
        return (
            new(
                imports.Count > most ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null,
                page.ConvertAll(Publish)
            ),
            null
        );
    }

    private static ImportItem Publish(RecordedImport i) =>
        new(
            i.Id,
            i.StartedAt,
            i.Actor,
            i.Layer,
            i.FileName,
            i.Read,
            i.Counts.Inserted,
            i.Counts.Updated,
            i.Counts.Unchanged,
            i.Counts.Deleted,
            i.Rejected,
            i.Rejected > 0 || i.HasRepairs,
            i.UndoneAt,
            i.UndoneBy
        );
}
