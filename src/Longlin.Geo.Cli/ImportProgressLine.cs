using System.Globalization;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Cli;

/// <summary>
/// Says how far an import has come: one line that changes on a terminal, a line every few seconds elsewhere.
/// </summary>
internal sealed class ImportProgressLine(TimeProvider time) : IProgress<ImportProgress>, IDisposable
{
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _pause = Console.IsErrorRedirected
        ? TimeSpan.FromSeconds(5)
        : TimeSpan.FromMilliseconds(200);
    private TimeSpan _next = Console.IsErrorRedirected ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
    private ImportPhase _phase;

    public void Report(ImportProgress value)
    {
        var elapsed = time.GetElapsedTime(_start);
        if (elapsed < _next && value.Phase == _phase)
            return;
        (_next, _phase) = (elapsed + _pause, value.Phase);
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine(Text(value, elapsed));
        else
            Console.Error.Write($"\r\u001b[K{Text(value, elapsed)}");
    }

    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\u001b[K");
    }

    private static string Text(ImportProgress value, TimeSpan elapsed) =>
        value.Phase switch
        {
            ImportPhase.Checking => $"核对 checking {value.Rows} 行 rows …",
            ImportPhase.Merging => $"写入 merging {value.Rows} 行 rows …",
            _ when value is { BytesRead: > 0 and var bytes, BytesTotal: > 0 and var total } => string.Create(
                CultureInfo.InvariantCulture,
                $"读取 reading {Bar((double)bytes / total)} {100.0 * bytes / total:0} %, {value.Rows} 行 rows, {bytes / 1048576.0:0.0} / {total / 1048576.0:0.0} MB, 还需 left {(elapsed * ((double)total / bytes - 1)).TotalSeconds:0} s"
            ),
            _ => $"读取 reading {value.Rows} 行 rows …",
        };

    private static string Bar(double share) =>
        $"[{new string('#', (int)(share * 20))}{new string('.', 20 - (int)(share * 20))}]";
}
