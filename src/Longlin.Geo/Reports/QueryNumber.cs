using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Reports;

/// <summary>Reads whole numbers from a query.</summary>
internal static class QueryNumber
{
    /// <summary>The number, or <paramref name="otherwise"/> where none is given.</summary>
    /// <param name="text">As the query holds it; null where it does not.</param>
    /// <param name="name">Of the parameter, for the fault.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="most">The greatest that is allowed; the least is 1.</param>
    /// <param name="fault">Set where the number is not one of these.</param>
    public static int Read(string? text, string name, int otherwise, int most, ref ParameterFault? fault)
    {
        if (text is null)
            return otherwise;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1
            && number <= most
        )
            return number;
        fault = new(name, new($"应为 1 到 {most}", $"should be 1 to {most}"));
        return otherwise;
    }
}
