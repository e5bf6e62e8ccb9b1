namespace Longlin.Geo.Model;

/// <summary>A text in the two languages of the service.</summary>
/// <param name="Zh">Chinese, the first language.</param>
/// <param name="En">English.</param>
public sealed record Bilingual(string Zh, string En)
{
    /// <summary>The text in the language asked for: <c>en</c> gives English, everything else Chinese.</summary>
    public string Pick(string? language) => language is "en" ? En : Zh;

    /// <summary>The text with the same words before it in both languages: a file's or an option's name.</summary>
    public Bilingual Prefix(string words) => new(words + Zh, words + En);

    /// <summary>A text that reads the same in both languages: a command, a message of a library.</summary>
    public static Bilingual Same(string text) => new(text, text);
}
