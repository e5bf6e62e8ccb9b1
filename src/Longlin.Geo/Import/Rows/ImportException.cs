using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>The whole file is refused; nothing was changed. The text names the file and what to do.</summary>
/// <param name="file">The file, as it was named to the importer.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="cause">The exception behind it.</param>
public sealed class ImportException(string file, Bilingual reason, Exception? cause = null)
    : UserFaultException(reason.Prefix($"{file}: "), cause)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong, without the file's name.</summary>
    public Bilingual Reason { get; } = reason;

    /// <summary>The layers or sheets of the file, where the user has to choose one; otherwise empty.</summary>
    public IReadOnlyList<string> SourceLayers { get; init; } = (cause as ImportException)?.SourceLayers ?? [];

    /// <summary>The file's headers, where the user has to say what they mean; otherwise empty.</summary>
    public IReadOnlyList<string> Headers { get; init; } = (cause as ImportException)?.Headers ?? [];
}
