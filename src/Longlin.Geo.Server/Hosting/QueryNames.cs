using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Checks that a query holds only parameters that its endpoint reads.</summary>
internal static class QueryNames
{
    /// <summary>
    /// The first parameter that the endpoint does not read, as a fault: a misspelt filter is reported, not ignored.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="names">Those that are read; <c>token</c> stands last and is not offered.</param>
    public static ParameterFault? FindUnknown(HttpContext context, string[] names) =>
        context.Request.Query.Keys.FirstOrDefault(k => !names.Contains(k)) is { } name
            ? new(
                name,
                new(
                    $"没有参数 {name}，可用：{string.Join("、", names[..^1])}",
                    $"there is no parameter {name}; use: {string.Join(", ", names[..^1])}"
                )
            )
            : null;
}
