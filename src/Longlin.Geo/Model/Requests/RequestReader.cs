using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Longlin.Geo.Model.Requests;

/// <summary>Fills a request record from texts, as the command line gives them.</summary>
public static class RequestReader
{
    /// <summary>The parameters that a request record holds, in their order; each public property that can be set is
    /// one, lists and shapes left out: a body has them, a text does not.</summary>
    /// <param name="record">The type of the record.</param>
    public static IReadOnlyList<(PropertyInfo Property, RequestParameter Parameter)> Parameters(Type record) =>
        [
            .. record
                .GetProperties()
                .Where(p => p.CanWrite && IsText(p.PropertyType))
                .Select(p =>
                    (
                        p,
                        RequestParameters
                            .Find(JsonNamingPolicy.CamelCase.ConvertName(p.Name))
                            .Narrow(p.GetCustomAttribute<ParameterAttribute>())
                    )
                ),
        ];

    /// <summary>Checks and reads every text.</summary>
    /// <typeparam name="T">A request record; its properties parse themselves.</typeparam>
    /// <param name="given">The text of a parameter; null where it is not given.</param>
    /// <param name="fault">The first text that is wrong.</param>
    /// <returns>The record, or null and the fault.</returns>
    public static T? Read<T>(Func<string, string?> given, out ParameterFault? fault)
        where T : class, new()
    {
        fault = null;
        T record = new();
        foreach (var (property, parameter) in Parameters(typeof(T)))
        {
            if (given(parameter.Name) is not { } text)
                continue;
            fault = parameter.Check(text);
            if (fault is not null)
                return null;
            property.SetValue(
                record,
                Parse(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, text)
            );
        }

        return record;
    }

    private static bool IsText(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) != typeof(JsonElement)
        && (type == typeof(string) || !typeof(System.Collections.IEnumerable).IsAssignableFrom(type));

    private static object Parse(Type type, string text) =>
        type == typeof(string) ? text
        : type == typeof(bool) ? text == "true"
        : type == typeof(int) ? int.Parse(text, CultureInfo.InvariantCulture)
        : type == typeof(double) ? double.Parse(text, CultureInfo.InvariantCulture)
        : type == typeof(DateOnly) ? DateOnly.Parse(text, CultureInfo.InvariantCulture)
        : type == typeof(Box) ? Box.Parse(text, null)
        : type == typeof(VerdictList) ? VerdictList.Parse(text, null)
        : type == typeof(WordList) ? WordList.Parse(text, null)
        : type == typeof(Moment) ? Moment.Parse(text, null)
        : throw new NotSupportedException($"{type} is no type of a parameter.");
}
