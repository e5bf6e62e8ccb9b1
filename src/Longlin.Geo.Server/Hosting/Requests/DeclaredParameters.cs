using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Server.Hosting.Requests;

/// <summary>Query parameters that a handler reads from the address by itself.</summary>
/// <param name="Parameters">Those that are described.</param>
/// <param name="Open">
/// Whether the properties of the collection are parameters too, so that only the handler knows which names are wrong.
/// </param>
internal sealed record DeclaredParameters(IReadOnlyList<RequestParameter> Parameters, bool Open);

internal static class DeclaredParametersExtensions
{
    public static T TakesFormat<T>(this T builder, params string[] formats)
        where T : IEndpointConventionBuilder => builder.TakesWithFormat(formats);

    /// <summary>Declares parameters by name, and the formats; the first is the default.</summary>
    public static T TakesWithFormat<T>(this T builder, string[] formats, params string[] names)
        where T : IEndpointConventionBuilder => builder.Takes(new(Find(formats, names), Open: false));

    /// <summary>Declares parameters of a collection; its properties are parameters too.</summary>
    public static T TakesOpenly<T>(this T builder, string[] formats, params string[] names)
        where T : IEndpointConventionBuilder => builder.Takes(new(Find(formats, names), Open: true));

    private static List<RequestParameter> Find(string[] formats, string[] names) =>
        [
            .. names.Where(n => n != "f").Select(RequestParameters.Find),
            RequestParameters.Find("f").Narrow(new(formats) { Default = formats[0] }),
        ];

    private static T Takes<T>(this T builder, DeclaredParameters parameters)
        where T : IEndpointConventionBuilder
    {
        builder.Add(b => b.Metadata.Add(parameters));
        return builder;
    }
}
