using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Planning.Trees;

namespace Longlin.Geo.Tests.Planning.Trees;

/// <summary>Files of graphs: what is read, and what is said about a bad one.</summary>
public sealed partial class SteinerFileTests
{
    private const string Good =
        "SECTION Graph|Nodes 3|Edges 2|E 1 2 5|E 2 3 4|END||SECTION Terminals|Terminals 2|T 1|T 3|END||EOF";

    [Fact]
    public async Task A_file_of_the_challenge_is_read()
    {
        var graph = await ReadAsync(Good);
        Assert.Equal((3, 2), (graph.NodeCount, graph.EdgeCount));
        Assert.Equal([0, 2], graph.Terminals);
        Assert.Equal(9, TreeCases.Solve(graph).Objective);
    }

    [Fact]
    public async Task A_file_of_SteinLib_is_read()
    {
        var graph = await ReadAsync(
            "33D32945 STP File, STP Format Version 1.0||SECTION Comment|Name \"x\"|Creator \"y\"|END||"
                + Good.Replace(
                    "||EOF",
                    "||Section Coordinates|DD 1 0 0|DD 2 1 1|DD 3 2 2|End||EOF",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal([5, 4], graph.Weights);
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        var graph = TreeCases.Random(7);
        using StringReader text = new(TreeCases.Text(graph));
        var again = await SteinerFile.ReadAsync(text, "x.gr", TestContext.Current.CancellationToken);
        Assert.Equal(TreeCases.Edges(graph), TreeCases.Edges(again));
        Assert.Equal(graph.Terminals, again.Terminals);
    }

    [Theory]
    [InlineData("Edges 2", "Edges 3", "line 3", "Edges says 3, the file has 2")]
    [InlineData("Edges 2", "Edges 1", "line 5", "more edges than the 1 announced")]
    [InlineData("Terminals 2", "Terminals 4", "line 9", "Terminals says 4, the file has 2")]
    [InlineData("E 2 3 4", "E 2 4 4", "line 5", "there is no node 4 (1–3)")]
    [InlineData("E 2 3 4", "E 0 3 4", "line 5", "there is no node 0 (1–3)")]
    [InlineData("E 2 3 4", "E 2 3 -4", "line 5", "the weight -4 is below 0")]
    [InlineData("E 2 3 4", "E 2 3", "line 5", "a value is missing")]
    [InlineData("E 2 3 4", "E 2 3 4 5", "line 5", "too many values")]
    [InlineData("E 2 3 4", "E 2 3 4.5", "line 5", "\"4.5\" is not a whole number")]
    [InlineData("E 2 3 4", "E 2 3 2000000000000", "line 5", "is too large, at most")]
    [InlineData("E 2 3 4", "A 2 3 4", "line 5", "directed graphs are not solved")]
    [InlineData("E 2 3 4", "F 2 3 4", "line 5", "F does not belong into section Graph")]
    [InlineData("T 3", "T 9", "line 11", "there is no node 9")]
    [InlineData("T 3", "T 1", "line 11", "terminal 1 is listed twice")]
    [InlineData("T 3", "T", "line 11", "a terminal is T NODE")]
    [InlineData("Nodes 3", "Nodes 3000000", "line 2", "Nodes 3000000 is out of range, at most 2000000")]
    [InlineData("Nodes 3", "Nodes -3", "line 2", "Nodes -3 is out of range")]
    [InlineData("Nodes 3", "Nodes 3|Nodes 3", "line 3", "Nodes is given twice")]
    [InlineData("Nodes 3|", "", "line 3", "Nodes should come before edges")]
    [InlineData("|END||EOF", "", "line 11", "the file is cut: EOF is missing")]
    [InlineData("|T 3|END||EOF", "|T", "line 11", "a terminal is T NODE")]
    [InlineData("||EOF", "", "line 12", "the file is cut")]
    [InlineData("Terminals 2|T 1|T 3|", "", "line 11", "Terminals is missing")]
    [InlineData("SECTION Graph", "{}|{}", "line 2", "SECTION or EOF is expected, not {}")]
    [InlineData(Good, "", "line 0", "the file is cut")]
    public async Task A_bad_file_is_refused_with_file_and_line(string part, string with, string line, string words)
    {
        var fault = await Assert.ThrowsAsync<UsageException>(() =>
            ReadAsync(Good.Replace(part, with, StringComparison.Ordinal))
        );
        Assert.StartsWith($"x.gr: {line}: ", fault.Text.En, StringComparison.Ordinal);
        Assert.Contains(words, fault.Text.En, StringComparison.Ordinal);
        Assert.Matches(Han(), fault.Text.Zh);
        Assert.DoesNotMatch(Han(), fault.Text.En);
    }

    private static async Task<SteinerGraph> ReadAsync(string lines)
    {
        using StringReader text = new(lines.Replace('|', '\n'));
        return await SteinerFile.ReadAsync(text, "x.gr", TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
