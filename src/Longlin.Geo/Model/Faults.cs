namespace Longlin.Geo.Model;

/// <summary>
/// A fault that the user can correct. <see cref="Text"/> is whole Chinese or whole English, as the reader chooses;
/// <see cref="Exception.Message"/>, for logs, is the English text.
/// </summary>
/// <param name="text">What is wrong and what to do.</param>
/// <param name="cause">The exception behind it.</param>
public abstract class UserFaultException(Bilingual text, Exception? cause = null) : Exception(text.En, cause)
{
    /// <summary>What is wrong and what to do.</summary>
    public Bilingual Text { get; } = text;
}

/// <summary>Bad usage: nothing was changed (exit status 2).</summary>
/// <param name="text">What is wrong and what to do.</param>
public sealed class UsageException(Bilingual text) : UserFaultException(text);

/// <summary>The environment lacks something; the text names it and how to get it (exit status 4).</summary>
/// <param name="text">What is missing.</param>
public sealed class EnvironmentMissingException(Bilingual text) : UserFaultException(text);

/// <summary>
/// A file of <c>data/</c> or <c>tiles/</c> is malformed or contradicts itself (exit status 2).
/// </summary>
/// <param name="file">The file.</param>
/// <param name="reason">What is wrong in it, and where.</param>
/// <param name="cause">The exception behind it.</param>
public sealed class DataFileException(string file, Bilingual reason, Exception? cause = null)
    : UserFaultException(reason.Prefix($"{file}: "), cause)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong, without the file's name.</summary>
    public Bilingual Reason { get; } = reason;

    /// <summary>The file cannot be parsed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="e">What the parser says, with line and path.</param>
    public static DataFileException Unreadable(string file, System.Text.Json.JsonException e) =>
        new(
            file,
            new(
                $"第 {e.LineNumber + 1} 行（{e.Path}）：{e.Message}",
                $"line {e.LineNumber + 1} ({e.Path}): {e.Message}"
            ),
            e
        );

    /// <summary>The file holds only <c>null</c>.</summary>
    /// <param name="file">The file.</param>
    public static DataFileException Empty(string file) => new(file, new("文件是空的", "the file is empty"));
}

/// <summary>The user may not write there: another township, or a layer of another role.</summary>
/// <param name="text">What he may not write.</param>
public sealed class OutsideScopeException(Bilingual text) : UserFaultException(text);
