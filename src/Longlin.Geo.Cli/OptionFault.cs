using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>Says what is wrong with a parameter on the command line.</summary>
internal static class OptionFault
{
    public static string Describe(ParameterFault fault, string language)
    {
        var option = string.Concat(
            fault.Parameter.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}")
        );
        return $"--{option}: {fault.Message.Pick(language)}";
    }
}
