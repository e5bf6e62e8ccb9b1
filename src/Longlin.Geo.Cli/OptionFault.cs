using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>Says what is wrong with a parameter on the command line.</summary>
internal static class OptionFault
{
    /// <summary>The option of a parameter: asOf is --as-of.</summary>
    public static string Name(string parameter) =>
        "--"
        + string.Concat(parameter.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    public static Bilingual Describe(ParameterFault fault) => fault.Message.Prefix($"{Name(fault.Parameter)}: ");

    /// <summary>A fault of a parameter of the address that is an argument here: code is PLACE.</summary>
    public static UsageException OfArgument(string argument, ParameterFault fault) =>
        new(fault.Message.Prefix($"{argument}: "));
}
