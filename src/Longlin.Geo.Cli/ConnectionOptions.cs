using System.CommandLine;

namespace Longlin.Geo.Cli;

/// <summary>Which database a command works on and in which language it speaks.</summary>
internal sealed record ConnectionOptions(string? Home, string? Database, string Language)
{
    private static readonly Option<string?> HomeOption = new("--home")
    {
        Description = "私有数据库目录 folder of the private cluster (LONGLIN_HOME, .longlin)",
        Recursive = true,
    };
    private static readonly Option<string?> DatabaseOption = new("--database")
    {
        Description = "Npgsql 连接串 connection string of a PostGIS of your own (LONGLIN_DATABASE)",
        Recursive = true,
    };
    private static readonly Option<string> LanguageOption = MakeLanguage();

    public static IReadOnlyList<Option> Options => [HomeOption, DatabaseOption, LanguageOption];

    public static ConnectionOptions From(ParseResult parsed) =>
        new(
            parsed.GetValue(HomeOption),
            parsed.GetValue(DatabaseOption)
                ?? (Environment.GetEnvironmentVariable("LONGLIN_DATABASE") is { Length: > 0 } set ? set : null),
            parsed.GetValue(LanguageOption)!
        );

    /// <summary>The language of messages, known even where the rest of the command line is wrong.</summary>
    public static string LanguageOf(ParseResult parsed) =>
        parsed.GetResult(LanguageOption) is { Tokens: [{ Value: "en" }] } ? "en" : "zh";

    private static Option<string> MakeLanguage()
    {
        Option<string> option = new("--lang")
        {
            Description = "zh | en",
            Recursive = true,
            DefaultValueFactory = _ => "zh",
        };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }
}
