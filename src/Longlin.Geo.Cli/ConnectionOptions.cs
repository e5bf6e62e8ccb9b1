using System.CommandLine;

namespace Longlin.Geo.Cli;

/// <summary>Which database a command works on and in which language it speaks.</summary>
internal sealed record ConnectionOptions(string? Home, string? Database, string Language)
{
    private static readonly Option<string?> HomeOption = new("--home")
    {
        Description = Help.Text(
            "私有数据库目录；缺省为 LONGLIN_HOME，再缺省为 .longlin",
            "Folder of the private database; default: LONGLIN_HOME, then .longlin"
        ),
        Recursive = true,
    };
    private static readonly Option<string?> DatabaseOption = new("--database")
    {
        Description = Help.Text(
            "自备 PostGIS 数据库的 Npgsql 连接串；缺省为 LONGLIN_DATABASE",
            "Npgsql connection string of your own PostGIS database; default: LONGLIN_DATABASE"
        ),
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

    private static Option<string> MakeLanguage()
    {
        Option<string> option = new("--lang")
        {
            Description = Help.Text(
                "输出的语言：zh 或 en；缺省为 LONGLIN_LANG，再缺省为 zh",
                "Language of the output: zh or en; default: LONGLIN_LANG, then zh"
            ),
            Recursive = true,
            DefaultValueFactory = _ => Help.Language,
        };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }
}
