using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Reads a Steiner tree instance: the <c>.gr</c> format of the PACE challenge 2018 or the <c>.stp</c> format of
/// SteinLib (T. Koch, A. Martin, S. Voß, "SteinLib: an updated library on Steiner tree problems in graphs", 2001), for
/// undirected graphs with whole weights. Nodes are numbered from 1 in the file.
/// </summary>
/// <example>
/// <c>SECTION Graph</c> · <c>Nodes 3</c> · <c>Edges 2</c> · <c>E 1 2 5</c> · <c>E 2 3 4</c> · <c>END</c> ·
/// <c>SECTION Terminals</c> · <c>Terminals 2</c> · <c>T 1</c> · <c>T 3</c> · <c>END</c> · <c>EOF</c>, a line each.
/// </example>
public sealed class SteinerFile
{
    /// <summary>Most nodes and most edges that are read.</summary>
    public const int MaxCount = 2_000_000;

    /// <summary>The largest weight: sums of the largest graph still fit 64 bits.</summary>
    public const long MaxWeight = 1_000_000_000_000;

    /// <summary>The largest file that is read.</summary>
    public const long MaxBytes = 200L << 20;

    private readonly string _file;
    private readonly List<(int From, int To)> _ends = [];
    private readonly List<long> _weights = [];
    private readonly List<int> _terminals = [];
    private readonly HashSet<int> _known = [];
    private (int Value, long Line)? _nodes;
    private (int Value, long Line)? _edges;
    private (int Value, long Line)? _count;
    private string _section = "";
    private bool _ended;
    private long _line;

    private SteinerFile(string file) => _file = file;

    /// <summary>Reads a graph; node n of the file is node n − 1.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UsageException">The text is no such instance; the message names file and line.</exception>
    public static async Task<SteinerGraph> ReadAsync(TextReader text, string file, CancellationToken cancellationToken)
    {
        SteinerFile reader = new(file);
        while (!reader._ended && await text.ReadLineAsync(cancellationToken) is { } line)
        {
            reader._line++;
            reader.Read(line);
        }

        return reader.Finish();
    }

    private void Read(string line)
    {
        var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return;
        var word = words[0].ToUpperInvariant();
        if (_section.Length == 0)
            ReadOutside(word, words);
        else if (word == "END")
            _section = "";
        else if (_section == "GRAPH")
            ReadGraph(word, words);
        else if (_section == "TERMINALS")
            ReadTerminals(word, words);
        else if (word is "SECTION" or "EOF")
            throw Fault($"这一节没有 END：{_section}", $"section without END: {_section}");
    }

    private void ReadOutside(string word, string[] words)
    {
        if (word == "EOF")
            _ended = true;
        else if (word == "SECTION" && words.Length > 1)
            _section = words[1].ToUpperInvariant();
        else if (_line > 1)
            throw Fault($"应为 SECTION 或 EOF，而不是 {words[0]}", $"SECTION or EOF is expected, not {words[0]}");
    }

    private void ReadGraph(string word, string[] words)
    {
        switch (word)
        {
            case "NODES":
                SetCount(ref _nodes, words);
                break;
            case "EDGES":
                SetCount(ref _edges, words);
                break;
            case "E":
                AddEdge(words);
                break;
            case "A" or "ARCS":
                throw Fault("有向图不能求解，只接受无向边 E", "directed graphs are not solved, only edges E");
            case "OBSTACLES":
                break;
            default:
                throw Fault($"Graph 一节中不应有 {words[0]}", $"{words[0]} does not belong into section Graph");
        }
    }

    private void AddEdge(string[] words)
    {
        if (words.Length < 4)
            throw Fault("边应为 E 起点 终点 权，缺少数值", "an edge is E FROM TO WEIGHT; a value is missing");
        if (words.Length > 4)
            throw Fault("边应为 E 起点 终点 权，数值过多", "an edge is E FROM TO WEIGHT; there are too many values");
        if (_edges is { } edges && _ends.Count >= edges.Value)
            throw Fault($"边多于 {edges.Value} 条", $"more edges than the {edges.Value} announced");
        var weight = WholeNumber(words[3]);
        if (weight < 0)
            throw Fault($"权 {weight} 小于 0", $"the weight {weight} is below 0");
        if (weight > MaxWeight)
            throw Fault(
                $"权 {weight} 太大，最多 {MaxWeight}",
                $"the weight {weight} is too large, at most {MaxWeight}"
            );
        _ends.Add((Node(words[1]), Node(words[2])));
        _weights.Add(weight);
    }

    private void ReadTerminals(string word, string[] words)
    {
        switch (word)
        {
            case "TERMINALS":
                SetCount(ref _count, words);
                break;
            case "T":
                if (words.Length != 2)
                    throw Fault("终端应为 T 节点", "a terminal is T NODE");
                if (!_known.Add(Node(words[1])))
                    throw Fault($"终端 {words[1]} 重复", $"terminal {words[1]} is listed twice");
                _terminals.Add(Node(words[1]));
                break;
            case "ROOT" or "ROOTP":
                break;
            default:
                throw Fault($"Terminals 一节中不应有 {words[0]}", $"{words[0]} does not belong into section Terminals");
        }
    }

    private void SetCount(ref (int Value, long Line)? count, string[] words)
    {
        if (count is not null)
            throw Fault($"{words[0]} 重复", $"{words[0]} is given twice");
        if (words.Length != 2)
            throw Fault($"{words[0]} 之后应有一个数", $"{words[0]} should be followed by one number");
        var value = WholeNumber(words[1]);
        if (value is < 0 or > MaxCount)
            throw Fault(
                $"{words[0]} {value} 超出范围，最多 {MaxCount}",
                $"{words[0]} {value} is out of range, at most {MaxCount}"
            );
        count = ((int)value, _line);
    }

    private int Node(string word)
    {
        if (_nodes is not { } nodes)
            throw Fault("Nodes 应在边和终端之前", "Nodes should come before edges and terminals");
        var node = WholeNumber(word);
        if (node < 1 || node > nodes.Value)
            throw Fault($"没有节点 {node}（1–{nodes.Value}）", $"there is no node {node} (1–{nodes.Value})");
        return (int)node - 1;
    }

    private long WholeNumber(string word) =>
        long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault($"“{word}”不是整数", $"\"{word}\" is not a whole number");

    private SteinerGraph Finish()
    {
        if (!_ended)
            throw Fault("文件不完整：缺少 EOF", "the file is cut: EOF is missing");
        if (_nodes is not { } nodes || _edges is not { } edges)
            throw Fault("缺少 Nodes 或 Edges", "Nodes or Edges is missing");
        if (_count is not { } count)
            throw Fault("缺少 Terminals", "Terminals is missing");
        if (_ends.Count != edges.Value)
            throw Fault(
                edges.Line,
                $"Edges 为 {edges.Value}，文件中有 {_ends.Count} 条",
                $"Edges says {edges.Value}, the file has {_ends.Count}"
            );
        if (_terminals.Count != count.Value)
            throw Fault(
                count.Line,
                $"Terminals 为 {count.Value}，文件中有 {_terminals.Count} 个",
                $"Terminals says {count.Value}, the file has {_terminals.Count}"
            );
        return new(nodes.Value, _ends, _weights, _terminals);
    }

    private UsageException Fault(string zh, string en) => Fault(_line, zh, en);

    private UsageException Fault(long line, string zh, string en) =>
        new(new Bilingual($"第 {line} 行：{zh}。", $"line {line}: {en}.").Prefix($"{_file}: "));
}
