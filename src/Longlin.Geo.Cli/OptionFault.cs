using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>Says what is wrong with a parameter on the command line.</summary>
internal static class OptionFault
{
    public static Bilingual Describe(ParameterFault fault) => fault.Message.Prefix($"{Name(fault.Parameter)}: ");

    /// <summary>The option of a parameter: <c>--as-of</c> of <c>asOf</c>.</summary>
    public static string Name(string parameter) =>
        "--"
        + string.Concat(parameter.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
}
