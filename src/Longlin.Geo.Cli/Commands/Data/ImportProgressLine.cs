using System.Globalization;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary>
/// Shows how far an import has come: one line that changes on a terminal, a line every few seconds elsewhere.
/// </summary>
internal sealed class ImportProgressLine(TimeProvider time, string language) : IProgress<ImportProgress>, IDisposable
{
    private const double Megabyte = 1 << 20;
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
            Console.Error.WriteLine(Text(value, elapsed, language));
        else
            Console.Error.Write($"\r\u001b[K{Text(value, elapsed, language)}");
    }

    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\u001b[K");
    }

    private static string Text(ImportProgress value, TimeSpan elapsed, string language)
    {
        var english = language == "en";
        var rows = english ? $"{value.Rows} rows" : $"{value.Rows} 行";
        var reading = english ? "reading" : "读取";
        return value.Phase switch
        {
            ImportPhase.Checking => $"{(english ? "checking" : "核对")} {rows} …",
            ImportPhase.Merging => $"{(english ? "merging" : "写入")} {rows} …",
            _ when value is { BytesRead: > 0 and var done, BytesTotal: > 0 and var total } =>
                $"{reading} {Share(done, total)}, {rows}, {Bytes(done, total)}, {Left(elapsed, done, total, english)}",
            _ => $"{reading} {rows} …",
        };
    }

    private static string Share(long done, long total)
    {
        var filled = (int)(20.0 * done / total);
        var bar = new string('#', filled) + new string('.', 20 - filled);
        return string.Create(CultureInfo.InvariantCulture, $"[{bar}] {100.0 * done / total:0} %");
    }

    private static string Bytes(long done, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{done / Megabyte:0.0} / {total / Megabyte:0.0} MB");

    private static string Left(TimeSpan elapsed, long done, long total, bool english)
    {
        var seconds = (elapsed * ((double)total / done - 1)).TotalSeconds;
        var text = seconds.ToString("0", CultureInfo.InvariantCulture);
        return english ? $"{text} s left" : $"还需 {text} 秒";
    }
}
