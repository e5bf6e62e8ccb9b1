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
            .ToDictionary(
                p => p.Name,
                p => new Option<string?>(OptionFault.Name(p.Name)) { Description = p.Description.Pick(Help.Language) }
            );

    public void AddTo(Command command)
    {
        foreach (var option in _options.Values)
            command.Options.Add(option);
    }

    /// <exception cref="UsageException">A value is wrong; the option is named.</exception>
    public T Read(ParseResult parsed) =>
        RequestReader.Read<T>(
            name => _options.TryGetValue(name, out var option) ? parsed.GetValue(option) : null,
            out var fault
        ) ?? throw new UsageException(OptionFault.Describe(fault!));
}
