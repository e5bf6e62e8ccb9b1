using System.CommandLine;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;

namespace Longlin.Geo.Cli.Commands.Sites;

/// <summary><c>longlin sites assign</c> without a table: the sites and hamlets of the database.</summary>
internal sealed class AssignmentCommand
{
    private readonly Option<string?> _sites = new("--sites")
    {
        Description = Help.Text(
            "安置点编码，用逗号隔开；缺省为全部",
            "Codes of sites, separated by commas; default: all"
        ),
    };
    private readonly Option<string?> _hamlets = new("--hamlets")
    {
        Description = Help.Text(
            "自然屯编码，用逗号隔开；缺省为已标记或建议搬迁的",
            "Codes of hamlets, separated by commas; default: those marked or recommended"
        ),
    };
    private readonly Option<double?> _maxDistance = new("--max-distance")
    {
        Description = Help.Text("最远路程（米）", "Longest distance by road, in metres"),
    };

    // Distance and time have options of their own: the time holds for a table too.
    private readonly RequestOptions<AssignmentRequest> _request = new("maxDistanceM", "timeLimitS");

    private readonly Option<string?> _format = OutputFile.Format(AssignmentFormats.Names);
    private readonly Option<string?> _output = OutputFile.Path();

    public IEnumerable<Option> Options => [_sites, _hamlets, _maxDistance, .. _request.Options, _format, _output];

    /// <summary>The first of its options that is given; they do not go with a table.</summary>
    public string? Given(ParseResult parsed) =>
        Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })?.Name;

    public async Task<int> RunAsync(ParseResult parsed, double seconds, CancellationToken cancellationToken)
    {
        var connection = ConnectionOptions.From(parsed);
        var request = _request.Read(parsed) with
        {
            Sites = Codes(parsed.GetValue(_sites)),
            Hamlets = Codes(parsed.GetValue(_hamlets)),
            MaxDistanceM = parsed.GetValue(_maxDistance),
            TimeLimitS = Math.Min(600, seconds),
        };
        var (form, path) = OutputFile.Of(parsed, _format, _output, AssignmentFormats.Names);
        await using var session = await Session.OpenAsync(connection, cancellationToken);
        var (prepared, fault) = await AssignmentReport.PrepareAsync(
            session.Ways,
            request,
            session.ReadCountyAsync,
            Session.Today,
            cancellationToken
        );
        if (prepared is null)
            throw new UsageException(OptionFault.Describe(fault!));
        var document = await prepared.SolveAsync(cancellationToken);
        await OutputFile.WriteAsync(
            form,
            path,
            target => AssignmentFormats.WriteAsync(target, form, document, connection.Language, cancellationToken)
        );
        return ExitCode.Done;
    }

    private static string[]? Codes(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
