namespace Longlin.Geo.Cli;

/// <summary>Texts of <c>--help</c> in the language of this process.</summary>
/// <remarks>
/// Descriptions are fixed when options are made, before the command line is parsed, so the raw arguments are read.
/// </remarks>
internal static class Help
{
    /// <summary>The language of this process: zh or en.</summary>
    public static string Language { get; } =
        Choose(Environment.GetCommandLineArgs().Skip(1), Environment.GetEnvironmentVariable("LONGLIN_LANG"));

    public static string Text(string zh, string en) => Language == "en" ? en : zh;

    /// <summary>The language of the first <c>--lang</c>, else that of LONGLIN_LANG, else Chinese.</summary>
    public static string Choose(IEnumerable<string> arguments, string? environment)
    {
        var previous = "";
        foreach (var argument in arguments.TakeWhile(a => a != "--"))
        {
            var value =
                previous == "--lang" ? argument
                : argument.StartsWith("--lang=", StringComparison.Ordinal)
                || argument.StartsWith("--lang:", StringComparison.Ordinal)
                    ? argument["--lang=".Length..]
                : null;
            if (value is "zh" or "en")
                return value;
            previous = argument;
        }

        return environment == "en" ? "en" : "zh";
    }
}
