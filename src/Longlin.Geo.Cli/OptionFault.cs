using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>Says what is wrong with a parameter on the command line.</summary>
internal static class OptionFault
{
    public static Bilingual Describe(ParameterFault fault)
    {
        var option = string.Concat(
            fault.Parameter.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}")
        );
        return fault.Message.Prefix($"--{option}: ");
    }
}
