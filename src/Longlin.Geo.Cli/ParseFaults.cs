using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>
/// What is wrong with a command line, in the reader's language: the parser's own messages are English only and do not
/// list the allowed values.
/// </summary>
internal static class ParseFaults
{
    public static IReadOnlyList<Bilingual> Of(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [_, ..] unknown)
            return [.. unknown.Select(t => Unknown(parsed.CommandResult.Command, t))];
        List<Bilingual> faults = [];
        foreach (var error in parsed.Errors)
        foreach (var fault in Of(parsed, error))
            if (!faults.Contains(fault))
                faults.Add(fault);
        return faults;
    }

    private static List<Bilingual> Of(ParseResult parsed, ParseError error) =>
        error.SymbolResult switch
        {
            OptionResult option => [Of(option)],
            ArgumentResult { Parent: OptionResult option } => [Of(option)],
            // A list of arguments takes what was meant as an option.
            ArgumentResult { Argument.Arity.MaximumNumberOfValues: > 1 } list
                when list.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } token =>
                [Unknown(parsed.CommandResult.Command, token.Value)],
            ArgumentResult { Tokens: [] } argument => [Missing(argument.Argument.Name)],
            ArgumentResult argument => [Wrong(argument.Argument.Name, argument.Tokens[^1].Value, argument.Argument)],
            _ => Missing(parsed) is [_, ..] missing ? missing : [Bilingual.Same(error.Message)],
        };

    private static Bilingual Of(OptionResult result)
    {
        var option = result.Option;
        return result.IdentifierTokenCount > 1 && option.Arity.MaximumNumberOfValues == 1
                ? new($"{option.Name}: 只能给出一次。", $"{option.Name}: is given more than once.")
            : result.Tokens.Count == 0 ? Missing(option.Name)
            : Wrong(option.Name, result.Tokens[^1].Value, option);
    }

    private static List<Bilingual> Missing(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        List<Bilingual> missing =
        [
            .. command.Options.Where(o => o.Required && parsed.GetResult(o) is null).Select(o => Missing(o.Name)),
            .. command
                .Arguments.Where(a =>
                    a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is null or { Tokens: [] }
                )
                .Select(a => Missing(a.Name)),
        ];
        if (missing.Count == 0 && command.Action is null && command.Subcommands.Count > 0)
        {
            var names = command.Subcommands.Select(c => c.Name).ToList();
            missing.Add(
                new(
                    $"{command.Name} 后请给出其中之一：{string.Join("、", names)}。",
                    $"{command.Name} needs one of: {string.Join(", ", names)}."
                )
            );
        }

        return missing;
    }

    private static Bilingual Missing(string name) => new($"{name}: 请给出值。", $"{name}: needs a value.");

    private static Bilingual Wrong(string name, string value, Symbol symbol)
    {
        var type = (symbol as Option)?.ValueType ?? ((Argument)symbol).ValueType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        string[] allowed = [.. symbol.GetCompletions(CompletionContext.Empty).Select(c => c.Label)];
        var wanted =
            type == typeof(bool) ? new(" true 或 false", "true or false")
            : allowed.Length > 0
                ? new($"其中之一：{string.Join("、", allowed)}", $"one of: {string.Join(", ", allowed)}")
            : type == typeof(int) || type == typeof(long) ? new("整数", "a whole number")
            : type == typeof(double) ? new("数", "a number")
            : new Bilingual("别的写法，见 --help", "written otherwise, see --help");
        return new($"{name}: \"{value}\" 应为{wanted.Zh}。", $"{name}: \"{value}\" should be {wanted.En}.");
    }

    private static Bilingual Unknown(Command command, string token)
    {
        var names =
            token.StartsWith('-') || command.Subcommands.Count == 0
                ? command.Options.Select(o => o.Name)
                : command.Subcommands.Select(c => c.Name);
        var known = names.Order(StringComparer.Ordinal).ToList();
        return new(
            $"{command.Name}: 没有 \"{token}\"，可用：{string.Join("、", known)}。",
            $"{command.Name}: there is no \"{token}\"; use: {string.Join(", ", known)}."
        );
    }
}
