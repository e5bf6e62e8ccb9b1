using System.CommandLine;
using Longlin.Geo.Cli;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Sites;

namespace Longlin.Geo.Tests;

/// <summary>A wrong command line names the option or argument, in one language, with the allowed values.</summary>
public sealed class ParseFaultTests
{
    private static readonly RootCommand Root = CommandTree.Create();

    [Theory]
    [InlineData("gaps --as-of 2018-12-31 --as-of 2019-12-31", "--as-of: is given more than once.")]
    [InlineData("gaps --rule", "--rule: needs a value.")]
    [InlineData("gaps --roads 1", "gaps: there is no \"--roads\"; use: --area, --as-of, --bbox")]
    [InlineData("gaps --format pdf", "--format: \"pdf\" should be one of: csv, geojson, json, table, xlsx.")]
    [InlineData("explain", "HAMLET: needs a value.")]
    [InlineData(
        "network",
        "network needs one of: dead-ends, bottlenecks, critical, isolated, breaks, path, extension."
    )]
    [InlineData("network dead", "network: there is no \"dead\"; use: bottlenecks, breaks, critical, dead-ends")]
    [InlineData("works finish W1", "--finished-on: needs a value.")]
    [InlineData("sites assign --max-distance far", "--max-distance: \"far\" should be a number.")]
    [InlineData("network dead-ends --since 2015-12-31", "dead-ends: there is no \"--since\"")]
    public void A_wrong_line_is_explained(string line, string expected)
    {
        var parsed = Root.Parse(line);
        Assert.NotEmpty(parsed.Errors);
        var faults = ParseFaults.Of(parsed);
        Assert.StartsWith(expected, string.Join("\n", faults.Select(f => f.En)), StringComparison.Ordinal);
        Assert.All(faults, f => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", f.Zh));
        Assert.All(faults, f => Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", f.En));
    }

    [Theory]
    [InlineData("sites candidates --all")]
    [InlineData("sites candidates --all --sort cost")]
    [InlineData("sites candidates --all true")]
    [InlineData("power transformers --poor-only --min-age 15")]
    public void A_flag_may_stand_alone(string line) => Assert.Empty(Root.Parse(line).Errors);

    /// <summary>Every option of every command: without a value, and given twice.</summary>
    [Fact]
    public void Every_option_is_named_where_its_value_is_missing_or_doubled()
    {
        List<string> wrong = [];
        foreach (var (path, command) in Leaves(Root, ""))
        {
            var arguments = string.Concat(command.Arguments.Select(_ => " A"));
            foreach (var option in command.Options.Where(o => o is not System.CommandLine.Help.HelpOption))
            {
                if (option.Arity.MinimumNumberOfValues > 0)
                    Check($"{path}{arguments} {option.Name}", option.Name);
                if (option.Arity.MaximumNumberOfValues == 1 && option.ValueType != typeof(bool))
                    Check($"{path}{arguments} {option.Name} 1 {option.Name} 1", option.Name);
            }

            if (path != "psql") // its arguments are those of psql
                Check($"{path}{arguments} --no-such-option", "--no-such-option");
        }

        Assert.Equal([], wrong);

        void Check(string line, string name)
        {
            var parsed = Root.Parse(line);
            var text = string.Join("\n", ParseFaults.Of(parsed).Select(f => f.En));
            if (parsed.Errors.Count == 0 || !text.Contains(name, StringComparison.Ordinal))
                wrong.Add($"{line}: {text}");
        }
    }

    /// <summary>Every parameter that a command takes from a request record, with a value that is none.</summary>
    [Fact]
    public async Task Every_wrong_value_is_refused_before_a_database_is_opened()
    {
        List<string> wrong = [];
        foreach (var (path, command) in Leaves(Root, ""))
        {
            var arguments = string.Concat(command.Arguments.Select(_ => " A"));
            foreach (var option in command.Options.Where(o => o.ValueType == typeof(string)))
            {
                var parameter = RequestParameters.All.FirstOrDefault(p => OptionFault.Name(p.Name) == option.Name);
                if (parameter is null or { Kind: ParameterKind.Text } || !Described(option, parameter))
                    continue;
                var line = $"{path}{arguments} {option.Name} no-such-value --database nowhere";
                try
                {
                    await Root.Parse(line)
                        .InvokeAsync(
                            new InvocationConfiguration { EnableDefaultExceptionHandler = false },
                            TestContext.Current.CancellationToken
                        );
                    wrong.Add($"{line}: accepted");
                }
                catch (UsageException e)
                {
                    if (!e.Text.En.StartsWith($"{option.Name}: \"no-such-value\" should be", StringComparison.Ordinal))
                        wrong.Add($"{line}: {e.Text.En}");
                }
            }
        }

        Assert.Equal([], wrong);
    }

    [Theory]
    [InlineData("sites suggest", typeof(SuggestRequest), "")]
    [InlineData("sites score", typeof(SiteRequest), "moveInOn")]
    [InlineData("sites assign", typeof(AssignmentRequest), "maxDistanceM timeLimitS")]
    [InlineData("works finish", typeof(FinishRequest), "")]
    [InlineData("changes", typeof(ChangesRequest), "")]
    public void The_options_of_a_command_are_those_of_its_request(string path, Type record, string leftOut)
    {
        var command = Leaves(Root, "").Single(l => l.Path.Trim() == path).Command;
        foreach (var (_, parameter) in RequestReader.Parameters(record))
        {
            var option = command.Options.SingleOrDefault(o => o.Name == OptionFault.Name(parameter.Name));
            if (leftOut.Split(' ').Contains(parameter.Name))
                Assert.Null(option);
            else
                Assert.Equal(parameter.Description.Pick(Help.Language), option?.Description);
        }
    }

    // Filled from a request record: its help is the parameter's own.
    private static bool Described(Option option, RequestParameter parameter) =>
        option.Description?.StartsWith(parameter.Meaning.Pick(Help.Language), StringComparison.Ordinal) is true;

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}".Trim()));
}
