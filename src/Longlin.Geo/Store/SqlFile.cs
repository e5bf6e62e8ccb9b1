using System.Collections.Concurrent;
using System.Reflection;

namespace Longlin.Geo.Store;

/// <summary>The embedded <c>.sql</c> files: one for each query, beside the class that runs it.</summary>
public static class SqlFile
{
    private static readonly Assembly Library = typeof(SqlFile).Assembly;
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <summary>The text of <c>Folder.name.sql</c>, for example <c>Coverage.Gaps.gaps</c>.</summary>
    /// <exception cref="InvalidOperationException">No such file is embedded.</exception>
    public static string Text(string name) =>
        Texts.GetOrAdd(
            name,
            static n =>
            {
                using var stream =
                    Library.GetManifestResourceStream($"Longlin.Geo.{n}.sql")
                    ?? throw new InvalidOperationException($"No embedded file {n}.sql.");
                using StreamReader reader = new(stream);
                return reader.ReadToEnd();
            }
        );
}
