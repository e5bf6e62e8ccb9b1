using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

public class NoticeTests
{
    private static readonly string Root = ProjectRoot.Find();
    private static readonly string Notice = File.ReadAllText(Path.Combine(Root, "NOTICE"));

    [Fact]
    public void The_notice_names_every_dotnet_package_that_is_shipped()
    {
        var lockFile = Path.Combine(Root, "src", "Longlin.Geo.Cli", "packages.lock.json");
        using var document = JsonDocument.Parse(File.ReadAllText(lockFile));
        var shipped = document
            .RootElement.GetProperty("dependencies")
            .GetProperty("net10.0")
            .EnumerateObject()
            .Where(p => p.Value.GetProperty("type").GetString() != "Project")
            .Select(p => p.Name)
            // The analyzer only checks the build.
            .Where(n => n != "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.All(shipped, n => Assert.True(IsNamed(n), n));
    }

    [Fact]
    public void The_notice_names_every_npm_package_that_goes_into_the_page()
    {
        var lockFile = Path.Combine(Root, "src", "Longlin.Geo.Server", "Web", "package-lock.json");
        using var document = JsonDocument.Parse(File.ReadAllText(lockFile));
        var shipped = document
            .RootElement.GetProperty("packages")
            .EnumerateObject()
            .Where(p => p.Name.Length > 0 && !(p.Value.TryGetProperty("dev", out var dev) && dev.GetBoolean()))
            .Select(p => p.Name[(p.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..])
            .ToList();
        Assert.NotEmpty(shipped);
        Assert.All(shipped, n => Assert.True(IsNamed(n), n));
    }

    // A family is named by its prefix and a star (OpenTelemetry.*), a companion package by its last part (.Core).
    private static bool IsNamed(string package)
    {
        if (Words.Contains(package))
            return true;
        for (var dot = package.LastIndexOf('.'); dot > 0; dot = package.LastIndexOf('.', dot - 1))
        {
            if (Words.Contains(package[..dot] + ".*"))
                return true;
            if (Words.Contains(package[..dot]) && Words.Contains(package[dot..]))
                return true;
        }

        return Words.Contains(package + ".*")
            || package.StartsWith("Google.OrTools.runtime.", StringComparison.Ordinal);
    }

    private static readonly HashSet<string> Words =
    [
        .. Notice.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries),
    ];
}
