using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Longlin.Geo.Server.Jobs;

/// <summary>What an import did, or would do.</summary>
public sealed record ImportDocument(
    long? ImportId,
    string Layer,
    bool DryRun,
    long RowsRead,
    long Inserted,
    long Updated,
    long Unchanged,
    long Deleted,
    long Rejected,
    string Crs,
    bool Approximate,
    string? Encoding,
    IReadOnlyList<ColumnMatch> Columns,
    IReadOnlyList<JsonObject> Sample,
    IReadOnlyDictionary<string, long> Repairs,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<Rejection> Rejects,
    long RejectsTotal
)
{
    /// <summary>All of them, for the CSV.</summary>
    [JsonIgnore]
    public IReadOnlyList<Rejection> AllRejects { get; init; } = [];
}

/// <summary>What an undo did.</summary>
public sealed record UndoDocument(long ImportId, string Layer, long Removed, long Restored);

/// <summary>Files in, over HTTP: the same way as the command line's.</summary>
internal static class ImportEndpoints
{
    private const int ShownRejects = 1000;
    private const int FieldBytes = 64 << 10;

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/imports").WithTags("imports");
        imports
            .MapPost("", PostAsync)
            .WithSummary(
                "导入文件 Import a file: multipart/form-data with file, layer, crs, sourceLayer, encoding, datum, map (target=SOURCE), set (target=value), mode, dryRun, strict"
            )
            .Produces<JobDocument>(StatusCodes.Status202Accepted);
        imports.MapPost("/{id:long}/undo", UndoAsync).WithSummary("撤销一次导入 Take an import back");
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
                Pick(context, new("请以 multipart/form-data 提交", "send multipart/form-data")),
                statusCode: StatusCodes.Status415UnsupportedMediaType
            );
        var folder = Directory.CreateTempSubdirectory("longlin-upload-").FullName;
        var kept = false;
        try
        {
            Dictionary<string, List<string>> fields = [];
            var (file, fault) = await ReadAsync(context, boundary, folder, fields, cancellationToken);
            if (fault is not null)
                return Problems.Of(context, fault);
            if (Options(file!, fields, database.Catalog, limits, out fault) is not { } import)
                return Problems.Of(context, fault!);
            if (!caller.MayWrite(import.Layer))
                return Problems.Forbidden(
                    context,
                    "layer",
                    new(
                        $"角色 {caller.Role} 不能写图层 {import.Layer.Name}，可写者：{string.Join("、", import.Layer.Writers)}",
                        $"role {caller.Role} may not write layer {import.Layer.Name}; those who may: {string.Join(", ", import.Layer.Writers)}"
                    )
                );
            if (Intake(fields, caller, standard, import.Layer, out fault) is not { } options)
                return Problems.Of(context, fault!);
            var job = board.Add(
                "import",
                caller.Name,
                async (progress, token) =>
                    Publish(
                        await RunAsync(database, import, options, folder, progress, token),
                        import.Layer,
                        options.DryRun
                    ),
                () => Directory.Delete(folder, true)
            );
            if (job is null)
                return Problems.Busy(context);
            kept = true;
            return TypedResults.Accepted($"/api/jobs/{job.Id}", JobEndpoints.Publish(job, time));
        }
        finally
        {
            if (!kept)
                Directory.Delete(folder, true);
        }
    }

    // A file is told of by the name that its sender knows, not by where it lies meanwhile.
    private static async Task<IntakeResult> RunAsync(
        Database database,
        ImportOptions import,
        IntakeOptions options,
        string folder,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await Store.Intake.RunAsync(database, import, options, progress, cancellationToken);
        }
        catch (ImportException e) when (e.Message.StartsWith(folder, StringComparison.Ordinal))
        {
            var (name, what) = e.Message[(folder.Length + 1)..].Split(": ", 2) is [var first, var second]
                ? (first, second)
                : (Path.GetFileName(import.File), e.Message);
            throw new ImportException(name, what, e);
        }
    }

    // Files go to disk as they come; several are the parts of one shapefile.
    private static async Task<(string? File, ParameterFault? Fault)> ReadAsync(
        HttpContext context,
        string boundary,
        string folder,
        Dictionary<string, List<string>> fields,
        CancellationToken cancellationToken
    )
    {
        List<string> files = [];
        try
        {
            MultipartReader reader = new(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (
                    !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name
                )
                    return (null, new("body", new("有一部分没有名称", "a part has no name")));
                if (disposition.IsFileDisposition())
                {
                    var sent =
                        HeaderUtilities
                            .RemoveQuotes(
                                disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName
                            )
                            .Value
                        ?? "";
                    var safe = SafeName(sent);
                    if (safe is null || files.Count >= 8 || files.Exists(f => Path.GetFileName(f) == safe))
                        return (
                            null,
                            new("file", new($"文件名 \"{sent}\" 不能用", $"the file name \"{sent}\" cannot be used"))
                        );
                    var path = Path.Combine(folder, safe);
                    await using var to = File.Create(path);
                    await section.Body.CopyToAsync(to, cancellationToken);
                    files.Add(path);
                }
                else
                {
                    using StreamReader text = new(section.Body);
                    var buffer = new char[FieldBytes];
                    var read = await text.ReadBlockAsync(buffer, cancellationToken);
                    if (read == buffer.Length)
                        return (null, new(name, new("太长", "too long")));
                    (fields.TryGetValue(name, out var values) ? values : fields[name] = []).Add(
                        new string(buffer, 0, read)
                    );
                }
            }
        }
        catch (InvalidDataException e)
        {
            return (
                null,
                new("body", new($"multipart 无法读取：{e.Message}", $"the multipart body cannot be read: {e.Message}"))
            );
        }

        var main =
            files.Count == 1 ? files[0] : files.Find(f => f.EndsWith(".shp", StringComparison.OrdinalIgnoreCase));
        return main is null
            ? (
                null,
                new(
                    "file",
                    new("请提交一个文件（shapefile 可分几部分提交）", "send one file, or the parts of one shapefile")
                )
            )
            : (main, null);
    }

    private static ImportOptions? Options(
        string file,
        Dictionary<string, List<string>> fields,
        LayerCatalog catalog,
        ImportLimits limits,
        out ParameterFault? fault
    )
    {
        fault = null;
        string[] known = ["layer", "crs", "sourceLayer", "encoding", "datum", "map", "set", "mode", "dryRun", "strict"];
        if (fields.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
            fault = new(
                unknown,
                new(
                    $"没有参数 {unknown}，可用：file、{string.Join("、", known)}",
                    $"there is no parameter {unknown}; use: file, {string.Join(", ", known)}"
                )
            );
        else if (fields.FirstOrDefault(f => f.Value.Count > 1 && f.Key is not ("map" or "set")) is { Key: { } twice })
            fault = new(twice, new("只能给出一次", "give it once"));
        if (fault is not null)
            return null;
        if (One(fields, "layer") is not { } name || catalog.Find(name) is not { } layer)
        {
            var layers = string.Join(", ", catalog.Layers.Select(l => l.Name));
            fault = new(
                "layer",
                One(fields, "layer") == TerrainWriter.Layer
                    ? new(
                        "高程请在服务器上用命令行导入：./longlin import FILE.tif --layer terrain",
                        "heights are imported on the server by the command line: ./longlin import FILE.tif --layer terrain"
                    )
                    : new($"请给出图层，可用：{layers}", $"name a layer: {layers}")
            );
            return null;
        }

        DatumShift? datum = null;
        if (One(fields, "datum") is { } shift && (datum = DatumShift.Parse(shift)) is null)
            fault = new("datum", new("应为 dx,dy,dz 或 dx,dy,dz,rx,ry,rz,ppm", "should be three or seven numbers"));
        var (map, set) = (Pairs(fields, "map", ref fault), Pairs(fields, "set", ref fault));
        return fault is not null
            ? null
            : new ImportOptions
            {
                File = file,
                Layer = layer,
                Crs = One(fields, "crs"),
                SourceLayer = One(fields, "sourceLayer"),
                Encoding = One(fields, "encoding"),
                Datum = datum,
                Map = map,
                Set = set,
                Limits = limits,
            };
    }

    private static IntakeOptions? Intake(
        Dictionary<string, List<string>> fields,
        Caller caller,
        Standard standard,
        LayerDescription layer,
        out ParameterFault? fault
    )
    {
        fault = null;
        if (
            !Enum.TryParse<WriteMode>(One(fields, "mode") ?? "upsert", ignoreCase: true, out var mode)
            || !Enum.IsDefined(mode)
        )
            fault = new("mode", new("应为 upsert、replace 或 append", "should be upsert, replace or append"));
        bool Flag(string name, ref ParameterFault? wrong)
        {
            if (One(fields, name) is not { } text)
                return false;
            if (!bool.TryParse(text, out var value))
                wrong = new(name, new("应为 true 或 false", "should be true or false"));
            return value;
        }

        var (dryRun, strict) = (Flag("dryRun", ref fault), Flag("strict", ref fault));
        return fault is null
            ? new(
                mode,
                dryRun,
                strict,
                caller.Name,
                standard.BreaksOf(layer.Name),
                caller.Township,
                standard.Relocating?.RedLine.AllowedWorkKinds
            )
            : null;
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
                e.Message,
                statusCode: StatusCodes.Status409Conflict,
                extensions: [new("parameter", "id")]
            );
        }
    }

    private static ImportDocument Publish(IntakeResult r, LayerDescription layer, bool dryRun) =>
        new(
            r.ImportId,
            layer.Name,
            dryRun,
            r.RowsRead,
            r.Counts.Inserted,
            r.Counts.Updated,
            r.Counts.Unchanged,
            r.Counts.Deleted,
            r.RowsRejected,
            r.Crs,
            r.Approximate,
            r.Encoding,
            r.Columns,
            [.. r.Sample.Select(Row)],
            r.Repairs.ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Key.ToString()), p => p.Value),
            r.Warnings,
            [.. r.Rejections.Take(ShownRejects)],
            r.Rejections.Count
        )
        {
            AllRejects = r.Rejections,
        };

    private static JsonObject Row(FeatureRecord record)
    {
        JsonObject row = [];
        foreach (var (name, value) in record.Values)
            row[name] = value switch
            {
                null => null,
                string[] words => new JsonArray([.. words.Select(w => (JsonNode)w)]),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                int n => n,
                double n => n,
                decimal n => n,
                bool b => b,
                var other => other.ToString(),
            };
        if (record.Geometry is { } geometry)
            row["wkt"] = geometry.NumPoints > 20 ? geometry.GeometryType : geometry.ToText();
        return row;
    }

    private static string? One(Dictionary<string, List<string>> fields, string name) =>
        fields.GetValueOrDefault(name)?[0].Trim() is { Length: > 0 } value ? value : null;

    private static Dictionary<string, string> Pairs(
        Dictionary<string, List<string>> fields,
        string name,
        ref ParameterFault? fault
    )
    {
        Dictionary<string, string> pairs = [];
        foreach (var pair in fields.GetValueOrDefault(name) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                fault = new(name, new($"\"{pair}\" 应为 列=值", $"\"{pair}\" should be target=value"));
            else
                pairs[pair[..at]] = pair[(at + 1)..];
        }

        return pairs;
    }

    // The last part of a name, without what a file system or a terminal could stumble over.
    private static string? SafeName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return
            last.Length is > 0 and <= 120
            && last[0] != '.'
            && !last.Any(char.IsControl)
            && last.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            ? last
            : null;
    }

    private static string Pick(HttpContext context, Bilingual text) => text.Pick(Problems.Language(context));
}
