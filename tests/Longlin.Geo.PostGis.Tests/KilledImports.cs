using System.Diagnostics;
using System.Globalization;
using System.Text;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Imports by the command line that are killed (SIGKILL) at random times: each must leave the database as it was. The
/// long form is the benchmark <c>kills</c>.
/// </summary>
internal sealed class KilledImports(Database database, string address, string command)
{
    private const string Layer = "hamlets";

    // Everything an import may write: the rows with their content, its record, the history and what readers are told.
    private const string State = """
        select concat_ws(' ', (select concat(count(*), '/', sum(hashtextextended(t::text, 0)::numeric))
          from longlin.hamlets t), (select count(*) from longlin.imports), (select count(*) from longlin.history),
          (select count(*) from longlin.outbox))
        """;

    /// <summary>What became of the kills.</summary>
    /// <param name="Kills">Imports started.</param>
    /// <param name="InTime">Killed before they were done.</param>
    /// <param name="Whole">Committed before the kill, with every row.</param>
    /// <param name="Changed">Left anything else behind.</param>
    public sealed record Outcome(int Kills, int InTime, int Whole, int Changed)
    {
        public override string ToString() =>
            $"kills: {Kills} imports, {InTime} killed before they were done, {Whole} committed whole before, "
            + $"{Changed} left a part behind";
    }

    /// <summary>A ledger of hamlets for the killing; every row is new to the county.</summary>
    public static void Write(string file, int rows)
    {
        using StreamWriter text = new(file, false, new UTF8Encoding(false), 1 << 16);
        text.WriteLine("code,name,户数,人口,lon,lat");
        for (var i = 0; i < rows; i++)
            text.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"K{i:00000000},屯{i % 9973}号,{3 + i % 200},{12 + i % 200 * 4},"
                        + $"{104.82 + 0.85 * (i * 0.7548776662466927 % 1):0.0000000},"
                        + $"{24.4 + 0.58 * (i * 0.5698402909980532 % 1):0.0000000}"
                )
            );
    }

    /// <summary>Kills as many imports.</summary>
    public async Task<Outcome> RunAsync(string file, int kills, int seed, CancellationToken cancellationToken)
    {
        var before = await StateAsync(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        using (var whole = Start(file, "--dry-run"))
        {
            await whole.WaitForExitAsync(cancellationToken);
            if (whole.ExitCode != 0)
                throw new InvalidOperationException(
                    $"the import that is to be killed fails by itself: exit {whole.ExitCode}"
                );
        }

        var length = Stopwatch.GetElapsedTime(start);
        Random random = new(seed);
        var (inTime, wholes, changed) = (0, 0, 0);
        var rows = File.ReadLines(file).LongCount() - 1;
        for (var i = 0; i < kills; i++)
        {
            using var import = Start(file);
            await Task.WhenAny(
                import.WaitForExitAsync(cancellationToken),
                Task.Delay(length * (0.05 + 0.9 * random.NextDouble()), cancellationToken)
            );
            import.Kill();
            await import.WaitForExitAsync(cancellationToken);
            await AloneAsync(cancellationToken);
            var after = await StateAsync(cancellationToken);
            if (after == before)
            {
                inTime++;
                continue;
            }

            if (await RemoveAsync(cancellationToken) == rows)
                wholes++;
            else
                changed++;
            before = await StateAsync(cancellationToken);
        }

        return new(kills, inTime, wholes, changed);
    }

    private async Task<long> RemoveAsync(CancellationToken cancellationToken)
    {
        await using var remove = database.Source.CreateCommand("delete from longlin.hamlets where code like 'K%'");
        return await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private Process Start(string file, params string[] more)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [command, "import", file, "--layer", Layer, "--crs", "EPSG:4490", "--database", address, .. more]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<string> StateAsync(CancellationToken cancellationToken)
    {
        await using var asked = database.Source.CreateCommand(State);
        return (string)(await asked.ExecuteScalarAsync(cancellationToken))!;
    }

    // A server process learns of its client's end when it next reads or writes; until then its transaction is open.
    private async Task AloneAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var asked = database.Source.CreateCommand(
                "select count(*) from pg_stat_activity where datname = current_database() "
                    + "and xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'"
            );
            if ((long)(await asked.ExecuteScalarAsync(cancellationToken))! == 0)
                return;
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException("the server works on for a client that is gone");
            await Task.Delay(50, cancellationToken);
        }
    }
}
