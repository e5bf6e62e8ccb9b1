using System.Globalization;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli.Commands;

/// <summary>
/// <c>longlin import FILE --layer terrain</c>: heights are no layer of rows, but people import them the same way.
/// </summary>
internal static class TerrainImport
{
    // A void here and there is in every model; beyond this share slopes are missing where somebody will look.
    private const double CoveredVoidShare = 0.001;

    public static async Task<int> RunAsync(
        ConnectionOptions connection,
        string file,
        string? crs,
        string mode,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        if (mode == "append")
            throw new UsageException(
                "--mode: 高程可用 upsert（覆盖在已有高程之上）或 replace。 --mode: heights take upsert (over those that are there) or replace."
            );
        using var raster = DemRaster.Open(file, crs); // a bad file needs no database
        await using var session = await Session.OpenAsync(connection, cancellationToken);
        var done = await TerrainIntake.RunAsync(
            session.Database,
            raster,
            mode == "replace",
            dryRun,
            Environment.UserName,
            cancellationToken
        );
        var metres = done.StepArcSeconds * Geodesy.MetresPerDegree(done.Extent.Centre.Y).North / 3600;
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(dryRun ? "只检查，没有写入 checked only, nothing written: " : "")}高程 terrain: {done.Tiles} 块 tiles（{done.Merged} 块与已有拼接 joined with what was there），格网 cells {done.StepArcSeconds}″ ≈ {metres:0} m，{raster.Crs.Name}{(done.ImportId is { } id ? $"，导入编号 import {id}" : "")}"
            )
        );
        await Console.Out.WriteLineAsync(
            done.VoidShare is not { } voids
                ? "本县没有边界，不知道是否覆盖全县。 The county has no outline: nobody knows whether all of it is covered."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"本县无高程 county without heights: {100 * voids:0.##} %（{done.CountyVoids} / {done.CountyCells} 格 cells）；{(voids <= CoveredVoidShare ? "已覆盖全县 all of it is covered" : "未覆盖全县，缺处坡度未知 not all of it is covered: slopes there stay unknown")}"
                )
        );
        return ExitCode.Done;
    }
}
