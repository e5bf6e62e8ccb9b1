using System.Text.Json;

namespace Longlin.Geo.Model;

/// <summary>
/// The closed sets of the contract (<see cref="Verdict"/>, <see cref="VerdictReason"/>, <see cref="EvidenceKind"/>):
/// the machine word of a member, which SQL, JSON and CSV hold, and the words that people read. The machine word is the
/// member's name in snake case; the words for people are in <c>words.json</c>, the one list for the command line, the
/// sentences and the page.
/// </summary>
public static class Words
{
    /// <summary>The machine word of a member: <c>not_met</c>.</summary>
    public static string Code<T>(this T value)
        where T : struct, Enum => Set<T>.Codes[value];

    /// <summary>What people read: 未通, not met.</summary>
    public static Bilingual Title<T>(this T value)
        where T : struct, Enum => Set<T>.Titles[value];

    /// <summary>The member of a machine word; null when there is none.</summary>
    public static T? Find<T>(string code)
        where T : struct, Enum => Set<T>.Members.TryGetValue(code, out var value) ? value : null;

    /// <summary>The member of a machine word.</summary>
    /// <exception cref="InvalidDataException">No member has that word.</exception>
    public static T Parse<T>(string code)
        where T : struct, Enum =>
        Find<T>(code) ?? throw new InvalidDataException($"\"{code}\" is no {typeof(T).Name}.");

    /// <summary>The header of a column of a published list, by its machine name.</summary>
    /// <exception cref="InvalidDataException"><c>columns.json</c> has no such column.</exception>
    public static Bilingual Column(string name) =>
        Columns.Value.TryGetValue(name, out var title)
            ? title
            : throw new InvalidDataException($"columns.json has no \"{name}\".");

    /// <summary>What people read for a machine word of a column; null where the column holds other text.</summary>
    public static Bilingual? Show(string column, string code) =>
        column switch
        {
            "verdict" => Find<Verdict>(code)?.Title(),
            "reason" => Find<VerdictReason>(code)?.Title(),
            "evidence" => Find<EvidenceKind>(code)?.Title(),
            "forecastBy" => code switch
            {
                "planned" => new("预计：按计划", "forecast: as planned"),
                "pace" => new("预计：按目前进度", "forecast: works at their present pace"),
                "no_late" => new("预计：不计滞后工程", "forecast: without late works"),
                _ => null,
            },
            "subject" => code switch
            {
                "county" => new("全县", "county"),
                "vacated" => new("搬空的自然屯", "vacated hamlet"),
                "hamlet" => new("自然屯", "hamlet"),
                "village" => new("行政村", "village"),
                "township" => new("乡镇", "township"),
                "base" => new("产业基地", "industry base"),
                "link" => new("连接", "link"),
                _ => null,
            },
            _ => null,
        };

    private static readonly Lazy<Dictionary<string, Bilingual>> Columns = new(() =>
    {
        using var all = Open("columns.json");
        return all.RootElement.EnumerateObject().ToDictionary(c => c.Name, c => Read(c.Value));
    });

    private static JsonDocument Open(string file)
    {
        using var stream =
            typeof(Words).Assembly.GetManifestResourceStream($"Longlin.Geo.Model.{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        return JsonDocument.Parse(stream);
    }

    private static Bilingual Read(JsonElement word) =>
        new(word.GetProperty("zh").GetString()!, word.GetProperty("en").GetString()!);

    private static class Set<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Codes = Enum.GetValues<T>()
            .ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> Members = Codes.ToDictionary(c => c.Value, c => c.Key);

        public static readonly Dictionary<T, Bilingual> Titles = Read();

        private static Dictionary<T, Bilingual> Read()
        {
            using var all = Open("words.json");
            var words = all.RootElement.GetProperty(JsonNamingPolicy.CamelCase.ConvertName(typeof(T).Name));
            return Codes.ToDictionary(c => c.Key, c => Words.Read(words.GetProperty(c.Value)));
        }
    }
}
