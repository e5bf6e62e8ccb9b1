using System.Diagnostics;
using System.Text.RegularExpressions;
using Longlin.Geo.Cli;

namespace Longlin.Geo.Tests;

/// <summary><c>--help</c> speaks one language, chosen on the command line or by LONGLIN_LANG.</summary>
public sealed partial class HelpTests
{
    [Theory]
    [InlineData("", null, "zh")]
    [InlineData("gaps --lang en", null, "en")]
    [InlineData("--lang=en gaps", "zh", "en")]
    [InlineData("gaps", "en", "en")]
    [InlineData("gaps --lang zh", "en", "zh")]
    [InlineData("gaps --lang fr", "fr", "zh")]
    [InlineData("psql -- --lang en", null, "zh")]
    public void The_command_line_then_the_environment_choose_the_language(
        string line,
        string? environment,
        string language
    ) => Assert.Equal(language, Help.Choose(line.Split(' '), environment));

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("import")]
    [InlineData("sites assign")]
    [InlineData("tiles export")]
    public async Task Help_is_English_or_Chinese(string command)
    {
        Assert.DoesNotMatch(Han(), await HelpAsync(command, "--lang", "en"));
        Assert.Matches(Han(), await HelpAsync(command, "--lang", "zh"));
    }

    // The language is that of the process.
    private static async Task<string> HelpAsync(string command, params string[] more)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "longlin.dll"), .. words, "--help", .. more]
        )
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
