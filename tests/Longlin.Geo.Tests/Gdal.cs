using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Longlin.Geo.Tests;

/// <summary>GDAL's command-line tools as the other opinion; a test is skipped where they are absent.</summary>
internal static class Gdal
{
    public static void Run(string tool, params string[] arguments)
    {
        if (!File.Exists($"/usr/bin/{tool}"))
            Assert.Skip($"{tool} (packages gdal-bin and python3-gdal) is not here");
        using var process = Process.Start(
            new ProcessStartInfo($"/usr/bin/{tool}", arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {error} {output.Result}");
    }

    /// <summary>The numbers of a file written with <c>-of ENVI</c>: one band, row by row, little-endian.</summary>
    public static T[] Raw<T>(string file)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(file)).ToArray();
}
