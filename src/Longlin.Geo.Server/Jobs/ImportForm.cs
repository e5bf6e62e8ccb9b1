using System.Text;
using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Longlin.Geo.Server.Jobs;

/// <summary>The form of an import: its files go to disk, its fields become options.</summary>
internal static class ImportForm
{
    private const int FieldChars = 64 << 10;
    private const int MostFiles = 8;
    private static readonly string[] Known =
    [
        "layer",
        "crs",
        "sourceLayer",
        "encoding",
        "datum",
        "map",
        "set",
        "value",
        "remembered",
        "numberRepeats",
        "mode",
        "dryRun",
        "strict",
        "confirm",
    ];

    // Files go to disk as they come; several are the parts of one shapefile.
    public static async Task<(string? File, ParameterFault? Fault)> ReadAsync(
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
                    if (safe is null || files.Count >= MostFiles || files.Exists(f => Path.GetFileName(f) == safe))
                        return (
                            null,
                            new("file", new($"文件名 \"{sent}\" 不能用", $"the file name \"{sent}\" cannot be used"))
                        );
                    var path = Path.Combine(folder, safe);
                    await using var to = File.Create(path);
                    await section.Body.CopyToAsync(to, cancellationToken);
                    files.Add(path);
                }
                else if (await ReadFieldAsync(section.Body, name, fields, cancellationToken) is { } fault)
                {
                    return (null, fault);
                }
            }
        }
        catch (InvalidDataException)
        {
            return (
                null,
                new(
                    "body",
                    new("表单（multipart）不完整，请重新提交", "the form (multipart) is cut off: send it again")
                )
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

    private static async Task<ParameterFault?> ReadFieldAsync(
        Stream body,
        string name,
        Dictionary<string, List<string>> fields,
        CancellationToken cancellationToken
    )
    {
        using StreamReader text = new(body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var buffer = new char[FieldChars];
        int read;
        try
        {
            read = await text.ReadBlockAsync(buffer, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return RequestText.NotText(name);
        }

        if (read == buffer.Length)
            return new(name, new("太长", "too long"));
        if ((RequestText.Check("body", name) ?? RequestText.Check(name, buffer.AsSpan(0, read))) is { } fault)
            return fault;
        (fields.TryGetValue(name, out var values) ? values : fields[name] = []).Add(new string(buffer, 0, read));
        return null;
    }

    public static ImportOptions? Options(
        string file,
        Dictionary<string, List<string>> fields,
        LayerCatalog catalog,
        ImportLimits limits,
        out ParameterFault? fault
    )
    {
        fault = null;
        if (fields.Keys.FirstOrDefault(k => !Known.Contains(k)) is { } unknown)
            fault = new(
                unknown,
                new(
                    $"没有参数 {unknown}，可用：file、{string.Join("、", Known)}",
                    $"there is no parameter {unknown}; use: file, {string.Join(", ", Known)}"
                )
            );
        else if (
            fields.FirstOrDefault(f => f.Value.Count > 1 && f.Key is not ("map" or "set" or "value")) is
            { Key: { } twice }
        )
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
                        "heights are imported on the server by the command line: ./longlin import FILE.tif "
                            + "--layer terrain"
                    )
                    : new($"请给出图层，可用：{layers}", $"name a layer: {layers}")
            );
            return null;
        }

        DatumShift? datum = null;
        if (One(fields, "datum") is { } shift && (datum = DatumShift.Parse(shift)) is null)
            fault = new("datum", new("应为 dx,dy,dz 或 dx,dy,dz,rx,ry,rz,ppm", "should be three or seven numbers"));
        var confirmed = Flag(fields, "confirm", ref fault);
        var (map, set) = (Pairs(fields, "map", ref fault), Pairs(fields, "set", ref fault));
        WordMeanings meanings = new();
        if (fields.GetValueOrDefault("value")?.Find(v => !meanings.TryAdd(v)) is { } wrong)
            fault = new(
                "value",
                new(
                    $"\"{wrong}\" 应为 列:文件中的词=值，如 surface:沥混=asphalt",
                    $"\"{wrong}\" should be column:SOURCE=value, such as surface:BT=asphalt"
                )
            );
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
                Meanings = meanings,
                Confirmed = confirmed,
                Limits = limits,
            };
    }

    public static IntakeOptions? Intake(
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
        var (dryRun, strict) = (Flag(fields, "dryRun", ref fault), Flag(fields, "strict", ref fault));
        var numberRepeats = Flag(fields, "numberRepeats", ref fault);
        return fault is null
            ? new(
                mode,
                dryRun,
                strict,
                caller.Name,
                standard.BreaksOf(layer.Name),
                caller.Township,
                standard.Relocating?.RedLine.AllowedWorkKinds,
                numberRepeats,
                standard.All.ToDictionary(s => s.Service, s => s.Title),
                Preview: true
            )
            : null;
    }

    /// <summary>Whether what the bureau said of its words earlier holds for this file too: yes where nothing is said.</summary>
    public static bool Remembered(Dictionary<string, List<string>> fields, out ParameterFault? fault)
    {
        fault = null;
        return One(fields, "remembered") is null || Flag(fields, "remembered", ref fault);
    }

    private static string? One(Dictionary<string, List<string>> fields, string name) =>
        fields.GetValueOrDefault(name)?[0].Trim() is { Length: > 0 } value ? value : null;

    private static bool Flag(Dictionary<string, List<string>> fields, string name, ref ParameterFault? fault)
    {
        if (One(fields, name) is not { } text)
            return false;
        if (!bool.TryParse(text, out var value))
            fault = new(name, new("应为 true 或 false", "should be true or false"));
        return value;
    }

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
}
