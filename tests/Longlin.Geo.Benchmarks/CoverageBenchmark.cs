using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// A full coverage computation (all services, all dates: read, think, write) against COPY … TO STDOUT (binary) of the
/// rows it reads.
/// </summary>
internal static class CoverageBenchmark
{
    public static async Task RunAsync(BenchmarkCounty county)
    {
        CoverageRun? last = null;
        var copy = await BenchmarkCounty.MedianAsync(5, () => CopyAsync(county));
        var computation = await BenchmarkCounty.MedianAsync(
            5,
            async () =>
                last = await CoverageComputation.RunAsync(
                    county.Database,
                    county.Standard,
                    "451031",
                    TimeProvider.System,
                    CancellationToken.None
                ),
            warm: 8
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"coverage: {computation:0.000} s, COPY of its rows {copy:0.000} s, ratio "
                    + $"{computation / copy:0.0} (last run: read {last!.Read.TotalSeconds:0.000}, compute "
                    + $"{last.Compute.TotalSeconds:0.000}, write {last.Write.TotalSeconds:0.000})"
            )
        );

        // What the service does after an edit: everything that the edit does not touch is taken over.
        CoverageMemory memory = new();
        await CoverageComputation.RunAsync(
            county.Database,
            county.Standard,
            "451031",
            TimeProvider.System,
            CancellationToken.None,
            memory
        );
        foreach (var (what, sql) in Edits)
        {
            var edits = 0;
            List<double> seconds = [];
            for (var i = 0; i < 5; i++)
            {
                await using (var edit = county.Database.Source.CreateCommand(sql))
                {
                    edit.Parameters.Add(new() { Value = edits++ });
                    await edit.ExecuteNonQueryAsync();
                }

                seconds.Add(
                    await BenchmarkCounty.MedianAsync(
                        1,
                        async () =>
                            last = await CoverageComputation.RunAsync(
                                county.Database,
                                county.Standard,
                                "451031",
                                TimeProvider.System,
                                CancellationToken.None,
                                memory
                            )
                    )
                );
            }

            seconds.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"coverage after {what}: {seconds[2]:0.000} s, at most {seconds[^1]:0.000} (last run: read "
                        + $"{last!.Read.TotalSeconds:0.000}, compute {last.Compute.TotalSeconds:0.000}, write "
                        + $"{last.Write.TotalSeconds:0.000})"
                )
            );
        }
    }

    // Each changes another row every time; $1 counts.
    private static readonly (string What, string Sql)[] Edits =
    [
        (
            "a road moved",
            "update longlin.roads set geom = st_translate(geom, 0.0001, 0) where id = (select id "
                + "from longlin.roads order by id offset 40 * $1 limit 1)"
        ),
        (
            "a road closed",
            "insert into longlin.closures (code, layer, asset_code, closed_from, reason) "
                + "select 'B' || pg_current_xact_id() || '.' || $1, 'roads', code, '2018-01-01', 'benchmark' "
                + "from longlin.roads order by id offset 40 * $1 limit 1"
        ),
        (
            "a hamlet's households",
            "update longlin.hamlets set households = households + 1 where id = (select id "
                + "from longlin.hamlets where households > 0 order by id offset 40 * $1 limit 1)"
        ),
        (
            "a power line gone",
            "delete from longlin.power where id = (select id from longlin.power where kind = 'line' "
                + "order by id offset 40 * $1 limit 1)"
        ),
    ];

    private static async Task CopyAsync(BenchmarkCounty county)
    {
        await using var connection = await county.Database.Source.OpenConnectionAsync();
        var buffer = new byte[1 << 16];
        foreach (var layer in StaleCounties.Layers(county.Standard))
        {
            var columns =
                string.Join(", ", county.Database.Catalog[layer].AllColumns.Select(c => c.Name))
                + (county.Database.Catalog[layer].Geometry == GeometryKind.None ? "" : ", geom");
            await using var stream = await connection.BeginRawBinaryCopyAsync(
                $"copy (select id, {columns} from longlin.{layer} "
                    + "where county_code = '451031') to stdout (format binary)"
            );
            while (await stream.ReadAsync(buffer, CancellationToken.None) > 0) { }
        }
    }
}
