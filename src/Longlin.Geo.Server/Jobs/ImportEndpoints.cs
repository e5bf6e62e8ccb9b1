using Longlin.Geo.Features;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Longlin.Geo.Server.Jobs;

/// <summary>Imports over HTTP: the same way as the command line's.</summary>
internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/imports").WithTags("imports");
        imports
            .MapGet("", ListAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary(
                "历次导入：谁在何时导入了什么，各改了多少",
                "All imports: who imported what and when, and how much each changed"
            )
            .InEveryFormat();
        imports
            .MapGet("/{id:long}/rejects.csv", ReportAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary("一次导入的不合格处与修复", "The rejections and repairs of an import");
        imports
            .MapPost("", PostAsync)
            .RequireAuthorization(AccessPolicy.Import)
            .WithSummary(
                "导入文件：multipart/form-data，字段有 file、layer、crs、sourceLayer、encoding、datum、"
                    + "map（target=SOURCE）、set（target=value）、value（column:SOURCE=value）、remembered、"
                    + "numberRepeats、mode、dryRun、strict、confirm",
                "Import a file: multipart/form-data with file, layer, crs, sourceLayer, encoding, datum, map "
                    + "(target=SOURCE), "
                    + "set (target=value), value (column:SOURCE=value), remembered, numberRepeats, mode, dryRun, strict, confirm"
            )
            .Produces<JobDocument>(StatusCodes.Status202Accepted);
        imports
            .MapPost("/{id:long}/undo", UndoAsync)
            .RequireAuthorization(AccessPolicy.Import)
            .WithSummary("撤销一次导入", "Undo an import");
    }

    private static async Task<Results<Ok<ImportsDocument>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        Database database,
        [AsParameters] ImportsRequest request,
        CancellationToken cancellationToken
    )
    {
        // A file holds all rows unless a limit is asked for.
        if (TableAnswers.WantsFile(context) && request.Limit is null)
            request = request with { Limit = int.MaxValue - 1 };
        var (document, fault) = await ImportsReport.RunAsync(database, request, cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ReportAsync(
        HttpContext context,
        Database database,
        long id,
        CancellationToken cancellationToken
    )
    {
        if (await ImportsQuery.ReportAsync(database, id, cancellationToken) is not { } report)
            return Problems.Of(context, new("id", new($"没有导入 {id}", $"there is no import {id}"), NotFound: true));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"import-{id}.csv\"";
        await RejectTable.WriteAsync(
            context.Response.Body,
            [.. report.Rejections.Select(r => r with { Reason = ImportControls.In(r.Reason) })],
            report.Repairs,
            Problems.Language(context),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    private static async Task<Results<Accepted<JobDocument>, ProblemHttpResult>> PostAsync(
        HttpContext context,
        JobBoard board,
        Database database,
        Standard standard,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no write pass without one
        ImportLimits limits = new();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxBytes + (1 << 20);
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary
        )
            return TypedResults.Problem(
                new Bilingual("请以 multipart/form-data 提交", "send multipart/form-data").Pick(
                    Problems.Language(context)
                ),
                statusCode: StatusCodes.Status415UnsupportedMediaType
            );
        var folder = Directory.CreateTempSubdirectory("longlin-upload-").FullName;
        var kept = false;
        try
        {
            Dictionary<string, List<string>> fields = [];
            var (file, fault) = await ImportForm.ReadAsync(context, boundary, folder, fields, cancellationToken);
            if (fault is not null)
                return Problems.Of(context, fault);
            if (ImportForm.Options(file!, fields, database.Catalog, limits, out fault) is not { } import)
                return Problems.Of(context, fault!);
            if (!caller.MayWrite(import.Layer))
                return Problems.Forbidden(
                    context,
                    "layer",
                    new(
                        $"角色 {caller.Role} 不能写图层 {import.Layer.Name}，可写者："
                            + $"{string.Join("、", import.Layer.Writers)}",
                        $"role {caller.Role} may not write layer {import.Layer.Name}; those who may: "
                            + $"{string.Join(", ", import.Layer.Writers)}"
                    )
                );
            if (ImportForm.Intake(fields, caller, standard, import.Layer, out fault) is not { } options)
                return Problems.Of(context, fault!);
            var remembered = ImportForm.Remembered(fields, out fault);
            if (fault is not null)
                return Problems.Of(context, fault);
            if (remembered)
                await WordMemory.RecallAsync(database, caller.Role, import.Layer, import.Meanings, cancellationToken);
            var job = board.Add(
                "import",
                caller.Name,
                async (progress, token) =>
                {
                    var outcome = await RunAsync(database, import, options, folder, progress, token);
                    if (!options.DryRun)
                        await WordMemory.RememberAsync(
                            database,
                            caller.Role,
                            import.Layer,
                            import.Meanings,
                            replace: !remembered,
                            caller.Name,
                            token
                        );
                    return outcome;
                },
                () => Directory.Delete(folder, true)
            );
            if (job is null)
                return Problems.Busy(context);
            kept = true;
            return TypedResults.Accepted($"/api/jobs/{job.Id}", JobEndpoints.Publish(context, job, time));
        }
        finally
        {
            if (!kept)
                Directory.Delete(folder, true);
        }
    }

    // The sender knows the file by its name, not by the folder it was uploaded to.
    private static async Task<object> RunAsync(
        Database database,
        ImportOptions import,
        IntakeOptions options,
        string folder,
        Job job,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await Intake.RunAsync(database, import, options, new PhaseProgress(job), cancellationToken);
            return new ImportOutcome(result, import.Layer.Name, options.DryRun, import.Meanings);
        }
        catch (ImportException e) when (e.File.StartsWith(folder, StringComparison.Ordinal))
        {
            throw new ImportException(Path.GetRelativePath(folder, e.File), e.Reason, e);
        }
    }

    private static async Task<Results<Ok<UndoDocument>, ProblemHttpResult>> UndoAsync(
        HttpContext context,
        Database database,
        long id,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!;
        if (await ImportUndo.LayerOfAsync(database, id, cancellationToken) is not { } name)
            return Problems.Of(context, new("id", new($"没有导入 {id}", $"there is no import {id}"), NotFound: true));
        if (name == TerrainWriter.Layer)
            return Problems.Of(
                context,
                new(
                    "id",
                    new(
                        $"高程请在服务器上用命令行撤销：./longlin undo {id}",
                        $"heights are taken back on the server by the command line: ./longlin undo {id}"
                    )
                )
            );
        var layer = database.Catalog[name];
        if (!caller.MayWrite(layer) || caller.Township is not null)
            return Problems.Forbidden(
                context,
                "id",
                new(
                    $"角色 {caller.Role} 不能撤销图层 {layer.Name} 的导入",
                    $"role {caller.Role} may not take back imports of layer {layer.Name}"
                )
            );
        try
        {
            var undone = await ImportUndo.RunAsync(database, id, caller.Name, cancellationToken);
            return TypedResults.Ok(new UndoDocument(id, undone.Layer, undone.Removed, undone.Restored));
        }
        catch (UsageException e)
        {
            return TypedResults.Problem(
                e.Text.Pick(Problems.Language(context)),
                statusCode: StatusCodes.Status409Conflict,
                extensions: [new("parameter", "id")]
            );
        }
    }

    /// <summary>The phases of an import, as a job reports them.</summary>
    private sealed class PhaseProgress(Job job) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) =>
            job.Report(new(value.Phase.ToString().ToLowerInvariant(), value.Rows, value.BytesRead, value.BytesTotal));
    }
}
