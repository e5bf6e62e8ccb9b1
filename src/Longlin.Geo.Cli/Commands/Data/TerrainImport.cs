using System.Globalization;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli.Commands.Data;

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
                new(
                    "--mode: 高程可用 upsert（覆盖在已有高程之上）或 replace。",
                    "--mode: elevations take upsert (over the existing ones) or replace."
                )
            );
        using var raster = DemFile.Open(file, crs); // a bad file needs no database
        await using var session = await Session.OpenAsync(connection, cancellationToken);
        var done = await TerrainIntake.RunAsync(
            session.Database,
            raster,
            mode == "replace",
            dryRun,
            Environment.UserName,
            cancellationToken
        );
        await Console.Out.WriteLineAsync(Written(done, raster, dryRun).Pick(connection.Language));
        await Console.Out.WriteLineAsync(Covered(done).Pick(connection.Language));
        return ExitCode.Done;
    }

    private static Bilingual Written(TerrainIntakeResult done, DemRaster raster, bool dryRun)
    {
        var crs = raster.Crs.Name;
        var feet = raster.UnitMetres.Equals(1)
            ? new("", "")
            : new Bilingual("，已由英尺换算为米", ", converted from feet");
        var metres = done.StepArcSeconds * Geodesy.MetresPerDegree(done.Extent.Centre.Y).North / 3600;
        var step = string.Create(CultureInfo.InvariantCulture, $"{done.StepArcSeconds}″ ≈ {metres:0} m");
        return new(
            (dryRun ? "只检查，没有写入；" : "")
                + $"高程：{done.Tiles} 块（{done.Merged} 块与已有高程拼接），格网 {step}，{crs}{feet.Zh}"
                + (done.ImportId is { } zh ? $"，导入编号 {zh}" : ""),
            (dryRun ? "checked only, nothing written; " : "")
                + $"elevations: {done.Tiles} tiles ({done.Merged} joined with existing ones), cells {step}, {crs}{feet.En}"
                + (done.ImportId is { } en ? $", import {en}" : "")
        );
    }

    private static Bilingual Covered(TerrainIntakeResult done)
    {
        if (done.VoidShare is not { } voids)
            return new(
                "本县没有边界，不知道是否覆盖全县。",
                "The county has no boundary: whether all of it is covered is unknown."
            );
        var share = string.Create(CultureInfo.InvariantCulture, $"{100 * voids:0.##} %");
        return voids <= CoveredVoidShare
            ? new(
                $"本县无高程 {share}（{done.CountyVoids} / {done.CountyCells} 格）；已覆盖全县。",
                $"No elevation for {share} of the county ({done.CountyVoids} of {done.CountyCells} cells); "
                    + "all of it is covered."
            )
            : new(
                $"本县无高程 {share}（{done.CountyVoids} / {done.CountyCells} 格）；未覆盖全县，缺处坡度未知。",
                $"No elevation for {share} of the county ({done.CountyVoids} of {done.CountyCells} cells); "
                    + "not all of it is covered, slopes there stay unknown."
            );
    }
}
