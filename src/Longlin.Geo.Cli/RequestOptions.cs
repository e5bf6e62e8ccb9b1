using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Cli;

/// <summary>
/// The options of a request record: names, help and checks are those of the same parameters in the web service.
/// </summary>
/// <typeparam name="T">The record that the answering method takes.</typeparam>
internal sealed class RequestOptions<T>
    where T : class, new()
{
    private readonly Dictionary<string, Option<string?>> _options;

    /// <param name="leaveOut">Parameters that the command line has no use for.</param>
    public RequestOptions(params IReadOnlyList<string> leaveOut) =>
        _options = RequestReader
            .Parameters(typeof(T))
            .Select(p => p.Parameter)
            .Where(p => !leaveOut.Contains(p.Name))
            .ToDictionary(p => p.Name, Create);

    /// <summary>The options, in the order of the record.</summary>
    public IEnumerable<Option> Options => _options.Values;

    public void AddTo(Command command)
    {
        foreach (var option in _options.Values)
            command.Options.Add(option);
    }

    /// <summary>The option must be given.</summary>
    public RequestOptions<T> Require(string parameter)
    {
        _options[parameter].Required = true;
        return this;
    }

    /// <exception cref="UsageException">A value is wrong; the option is named.</exception>
    public T Read(ParseResult parsed) =>
        RequestReader.Read<T>(
            name => _options.TryGetValue(name, out var option) ? Text(parsed, option) : null,
            out var fault
        ) ?? throw new UsageException(OptionFault.Describe(fault!));

    // --all alone means true.
    private static Option<string?> Create(RequestParameter parameter) =>
        new(OptionFault.Name(parameter.Name))
        {
            Description = parameter.Description.Pick(Help.Language),
            Arity = parameter.Kind == ParameterKind.Flag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };

    private static string? Text(ParseResult parsed, Option<string?> option) =>
        parsed.GetResult(option) is { Implicit: false, Tokens.Count: 0 } ? "true" : parsed.GetValue(option);
}
