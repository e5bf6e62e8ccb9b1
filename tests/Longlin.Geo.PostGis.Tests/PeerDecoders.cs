using System.Diagnostics;
using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Other people's readers of what we write, run as programs of their own.</summary>
internal static class PeerDecoders
{
    public static string Web => Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "Web");

    /// <summary>A folder of a package of the page's.</summary>
    public static string Package(string name)
    {
        var folder = Path.Combine(Web, "node_modules", name);
        if (!Directory.Exists(folder))
            Assert.Skip($"the page's packages are not installed: ./longlin test installs them ({name})");
        return folder;
    }

    /// <summary>
    /// Features of each layer of each tile as @mapbox/vector-tile reads them: id, kind, number of attributes. Null
    /// where it cannot.
    /// </summary>
    public static async Task<Dictionary<string, Dictionary<string, List<(long? Id, int Kind)>>?>> VectorTileAsync(
        IEnumerable<string> files
    )
    {
        Package("@mapbox/vector-tile");
        Dictionary<string, Dictionary<string, List<(long?, int)>>?> read = [];
        foreach (
            var line in (await RunAsync("node", ["check/decode.mjs"], string.Join('\n', files))).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            var tile = JsonDocument.Parse(line).RootElement;
            read[tile.GetProperty("file").GetString()!] = tile.TryGetProperty("layers", out var layers)
                ? layers
                    .EnumerateObject()
                    .ToDictionary(
                        l => l.Name,
                        l =>
                            l.Value.EnumerateArray()
                                .Select(f =>
                                    (
                                        f[0].ValueKind == JsonValueKind.Number ? (long?)f[0].GetInt64() : null,
                                        f[1].GetInt32()
                                    )
                                )
                                .ToList()
                    )
                : null;
        }

        return read;
    }

    /// <summary>What MapLibre's specification has against a style.</summary>
    public static Task<string> StyleFaultsAsync(string style)
    {
        Package("@maplibre/maplibre-gl-style-spec");
        return RunAsync("node", ["check/style.mjs"], style);
    }

    /// <summary>What the published schema of OpenAPI has against a document.</summary>
    public static Task<string> OpenApiFaultsAsync(string document)
    {
        Package("@seriousme/openapi-schema-validator");
        return RunAsync("node", ["check/openapi.mjs"], document);
    }

    /// <summary>Errors of an OpenAPI document by Redocly's recommended rules, then the number of warnings.</summary>
    public static Task<string> LintOpenApiAsync(string document)
    {
        Package("@redocly/cli");
        return RunAsync("node", ["check/lint.mjs", "--all"], document);
    }

    /// <summary>What a program says; its complaint where it fails.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Web,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return await output;
    }
}
