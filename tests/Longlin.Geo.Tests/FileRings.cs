using System.Text.RegularExpressions;

namespace Longlin.Geo.Tests;

/// <summary>Finds files that use each other's types in a circle.</summary>
internal static partial class FileRings
{
    /// <summary>Each ring as the names of its files.</summary>
    /// <param name="sources">C# text by file name.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IReadOnlyDictionary<string, string> sources)
    {
        var code = sources.ToDictionary(s => s.Key, s => NotCode().Replace(s.Value, " "));
        var home = code.SelectMany(c =>
                Declaration().Matches(c.Value).Select(m => (Type: m.Groups[1].Value, File: c.Key))
            )
            .DistinctBy(d => d.Type)
            .ToDictionary(d => d.Type, d => d.File);
        var uses = code.ToDictionary(
            c => c.Key,
            c =>
                Name()
                    .Matches(c.Value)
                    .Select(m => home.GetValueOrDefault(m.Value, c.Key))
                    .Where(file => file != c.Key)
                    .Distinct()
                    .ToArray()
        );
        return new Components(uses).Rings;
    }

    // R. E. Tarjan, "Depth-first search and linear graph algorithms", 1972.
    private sealed class Components
    {
        private readonly Dictionary<string, string[]> _uses;
        private readonly Dictionary<string, int> _index = [];
        private readonly Dictionary<string, int> _low = [];
        private readonly Stack<string> _open = [];

        public Components(Dictionary<string, string[]> uses)
        {
            _uses = uses;
            foreach (var file in uses.Keys.Where(f => !_index.ContainsKey(f)))
                Visit(file);
        }

        public List<IReadOnlyList<string>> Rings { get; } = [];

        private void Visit(string file)
        {
            _low[file] = _index[file] = _index.Count;
            _open.Push(file);
            foreach (var used in _uses[file])
            {
                if (!_index.TryGetValue(used, out var index))
                {
                    Visit(used);
                    _low[file] = Math.Min(_low[file], _low[used]);
                }
                else if (_open.Contains(used))
                {
                    _low[file] = Math.Min(_low[file], index);
                }
            }

            if (_low[file] != _index[file])
                return;
            List<string> component = [];
            do component.Add(_open.Pop());
            while (component[^1] != file);
            if (component.Count > 1)
                Rings.Add(component);
        }
    }

    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|//[^\\n]*|/\\*[\\s\\S]*?\\*/|\"(?:\\\\.|[^\"\\\\\\n])*\"")]
    private static partial Regex NotCode();

    [GeneratedRegex(
        @"^(?:public|internal|file)\b[\w ]*?\b(?:class|struct|record|interface|enum) (?!class\b|struct\b)(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    // A name after a dot is a member.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Name();
}
