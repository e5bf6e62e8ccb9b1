using System.Reflection;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Server.Hosting.Requests;

/// <summary>
/// Which query parameters an endpoint takes: those of its handler's signature, of the request records in it, and those
/// that it declares. The check of a request and the OpenAPI document both read this.
/// </summary>
internal sealed class RequestPlan
{
    private readonly Dictionary<string, RequestParameter> _query;
    private readonly bool _open;

    private RequestPlan(IEnumerable<RequestParameter> query, bool open)
    {
        _query = query.ToDictionary(p => p.Name);
        _open = open;
    }

    /// <summary>The parameters in the order of the signature.</summary>
    public IReadOnlyCollection<RequestParameter> Query => _query.Values;

    /// <summary>Reads an endpoint's metadata.</summary>
    /// <param name="metadata">Of the endpoint; holds its handler.</param>
    /// <param name="isRoute">Whether a name stands in the path.</param>
    public static RequestPlan Read(IReadOnlyList<object> metadata, Func<string, bool> isRoute)
    {
        var signature = metadata.OfType<MethodInfo>().LastOrDefault()?.GetParameters() ?? [];
        var declared = metadata.OfType<DeclaredParameters>().LastOrDefault();
        return new(
            signature
                .SelectMany(p =>
                    p.GetCustomAttribute<AsParametersAttribute>() is not null
                        ? RequestReader
                            .Parameters(p.ParameterType)
                            .Select(r => r.Parameter)
                            .Where(r => !isRoute(r.Name))
                    : p.ParameterType == typeof(string) && !isRoute(p.Name!)
                        ? [RequestParameters.Find(p.Name!).Narrow(p.GetCustomAttribute<ParameterAttribute>())]
                    : []
                )
                .Concat(declared?.Parameters ?? []),
            declared?.Open ?? false
        );
    }

    /// <summary>The first parameter that is unknown, doubled or wrong.</summary>
    public ParameterFault? FindFault(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (values.Count > 1)
                return new(name, new("只能给出一次", "is given more than once"));
            if (_query.TryGetValue(name, out var parameter))
            {
                if (!_open && parameter.Check(values.ToString()) is { } fault)
                    return fault;
            }
            else if (!_open)
            {
                return Unknown(name);
            }
        }

        return null;
    }

    // A misspelt filter is reported, not ignored.
    private ParameterFault Unknown(string name) =>
        new(
            name,
            _query.Count == 0
                ? new($"没有参数 {name}，这里不用参数", $"there is no parameter {name}; none is taken here")
                : new(
                    $"没有参数 {name}，可用：{string.Join("、", _query.Keys)}",
                    $"there is no parameter {name}; use: {string.Join(", ", _query.Keys)}"
                )
        );
}
