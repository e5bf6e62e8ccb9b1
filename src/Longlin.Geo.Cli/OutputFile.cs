using System.CommandLine;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>In which format a command answers, and where to.</summary>
internal static class OutputFile
{
    /// <summary><c>--format</c>; the first is taken where neither it nor the file's name says another.</summary>
    public static Option<string?> Format(IReadOnlyList<string> names)
    {
        Option<string?> format = new("--format")
        {
            Description = Help.Text(
                $"{string.Join(" | ", names)}；缺省由文件名决定",
                $"{string.Join(" | ", names)}; default: by the file's name"
            ),
        };
        format.AcceptOnlyFromAmong([.. names]);
        return format;
    }

    /// <summary><c>-o</c>.</summary>
    public static Option<string?> Path() =>
        new("-o", "--output") { Description = Help.Text("写入文件", "Write to a file") };

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">A workbook was asked for without a file.</exception>
    public static (string Format, string? Path) Of(
        ParseResult parsed,
        Option<string?> format,
        Option<string?> output,
        IReadOnlyList<string> names
    )
    {
        var path = parsed.GetValue(output);
        var chosen =
            parsed.GetValue(format)
            ?? (
                System.IO.Path.GetExtension(path) is [_, .. var ending]
                && names.FirstOrDefault(n => n.Equals(ending, StringComparison.OrdinalIgnoreCase)) is { } known
                    ? known
                    : names[0]
            );
        if (chosen == "xlsx" && path is null)
            throw new UsageException(new("xlsx 需要 -o FILE。", "xlsx needs -o FILE."));
        return (chosen, path);
    }

    /// <summary>Writes to the file, or to standard output; JSON ends with a line.</summary>
    public static async Task WriteAsync(string format, string? path, Func<Stream, Task> write)
    {
        await using var target = path is null ? Console.OpenStandardOutput() : File.Create(path);
        await write(target);
        if (format is "json" or "geojson")
            target.WriteByte((byte)'\n');
    }
}
