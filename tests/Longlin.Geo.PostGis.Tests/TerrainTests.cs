using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Heights in the store: taken back by their import, and their slopes as GDAL has them.</summary>
public sealed class TerrainTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-terrain-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private static Task<string> StateAsync(Database database) =>
        database.ScalarAsync<string>(
            "select coalesce(md5(string_agg(concat(x, ' ', y, ' ', step_arcsec, ' ', source, ' ', md5(tile)), "
                + "';' order by x, y)), 'none') from longlin.terrain"
        );

    private static async Task<TerrainIntakeResult> ImportAsync(Database database, string file, bool replace)
    {
        using var raster = DemFile.Open(file);
        return await TerrainIntake.RunAsync(database, raster, replace, dryRun: false, "测量员", Token);
    }

    [Fact]
    public async Task Undoing_height_imports_newest_first_restores_the_earlier_heights()
    {
        string fine = Ask.Need("dem/N42E001.hgt.zip"),
            coarse = Ask.Need("dem/srtm30plus_longlin_region_2446m_EPSG3857.tif");
        await using var database = await cluster.EmptyAsync();
        var none = await StateAsync(database);
        var first = await ImportAsync(database, fine, replace: false);
        Assert.Equal(
            ("terrain 测量员", (long)first.Tiles),
            (
                await database.ScalarAsync<string>(
                    $"select layer || ' ' || actor from longlin.imports where id = {first.ImportId}"
                ),
                await database.ScalarAsync<long>(
                    $"select rows_inserted from longlin.imports where id = {first.ImportId}"
                )
            )
        );
        var andorra = await StateAsync(database);
        Assert.NotEqual(none, andorra);
        var second = await ImportAsync(database, coarse, replace: true);
        var region = await StateAsync(database);
        Assert.NotEqual(andorra, region);
        var third = await ImportAsync(database, coarse, replace: false); // over itself
        Assert.Equal(third.Tiles, third.Merged);

        var refused = await Assert.ThrowsAsync<UsageException>(() =>
            ImportUndo.RunAsync(database, first.ImportId!.Value, null, Token)
        );
        Assert.Contains($"{third.ImportId}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            (0L, (long)third.Tiles),
            Counts(await ImportUndo.RunAsync(database, third.ImportId!.Value, null, Token))
        );
        Assert.Equal(region, await StateAsync(database));
        Assert.Equal(
            ((long)second.Tiles, (long)first.Tiles),
            Counts(await ImportUndo.RunAsync(database, second.ImportId!.Value, null, Token))
        );
        Assert.Equal(andorra, await StateAsync(database));
        Assert.Equal(
            ((long)first.Tiles, 0L),
            Counts(await ImportUndo.RunAsync(database, first.ImportId!.Value, null, Token))
        );
        Assert.Equal(none, await StateAsync(database));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from longlin.terrain_before"));
        await Assert.ThrowsAsync<UsageException>(() =>
            ImportUndo.RunAsync(database, first.ImportId!.Value, null, Token)
        );

        static (long, long) Counts(UndoResult undone) => (undone.Removed, undone.Restored);
    }

    // gdaldem knows one scale for both axes: the store's own heights of a band of rows are handed to it in metres, with
    // the cells of the band's middle.
    [Fact]
    public async Task Slopes_of_imported_heights_match_gdaldem()
    {
        const string Tool = "/usr/bin/gdaldem";
        if (!File.Exists(Tool))
            Assert.Skip("gdaldem (package gdal-bin) is not here");
        await using var database = await cluster.EmptyAsync();
        await ImportAsync(database, Ask.Need("dem/N42E001.hgt.zip"), replace: false);
        var terrain = await TerrainQuery.ReadAsync(database, "451031", new Envelope(1.45, 1.65, 42.50, 42.52), Token);
        var grid = terrain.Grid();
        var window = CellWindow.Covering(new Envelope(1.45, 1.65, 42.50, 42.51), grid.StepArcSeconds);
        var (ours, heights) = (new float[window.Rows * window.Columns], new float[window.Rows * window.Columns]);
        grid.Slopes(window, ours);
        grid.Heights(window, heights);
        var metres = Geodesy.MetresPerDegree(window.Lat(window.Rows / 2));
        double width = metres.East * window.CellDegrees,
            height = metres.North * window.CellDegrees;
        string band = Path.Combine(_folder, "band"),
            slope = Path.Combine(_folder, "slope");
        await File.WriteAllBytesAsync(band, MemoryMarshal.AsBytes(heights.AsSpan()).ToArray(), Token);
        await File.WriteAllTextAsync(
            band + ".hdr",
            string.Create(
                CultureInfo.InvariantCulture,
                $"ENVI\nsamples = {window.Columns}\nlines = {window.Rows}\nbands = 1\nheader offset = 0\n"
                    + $"file type = ENVI Standard\ndata type = 4\ninterleave = bsq\nbyte order = 0\n"
                    + $"map info = {{UTM, 1, 1, 300000, 4700000, {width:R}, {height:R}, 31, North, WGS-84}}\n"
            ),
            Token
        );
        using var process = Process.Start(
            new ProcessStartInfo(Tool, ["slope", "-alg", "Horn", "-of", "ENVI", band, slope])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var said = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, await said.Item1 + await said.Item2);
        var theirs = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(slope, Token)).ToArray();
        Assert.Equal(ours.Length, theirs.Length);
        var compared = Enumerable
            .Range(0, ours.Length)
            .Where(i => theirs[i] != -9999 && !float.IsNaN(ours[i]))
            .ToList();
        Assert.InRange(compared.Count, (window.Rows - 2) * (window.Columns - 2) * 95 / 100, ours.Length);
        Assert.All(compared, i => Assert.Equal(theirs[i], ours[i], 0.02));
    }
}
