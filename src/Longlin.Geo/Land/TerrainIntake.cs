using Longlin.Geo.Import.Heights;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Land;

/// <summary>What an import of heights did, or in a dry run would do.</summary>
/// <param name="ImportId">For undoing it; null after a dry run.</param>
/// <param name="Tiles">Tiles written.</param>
/// <param name="Merged">Of these, tiles that were merged with a stored one.</param>
/// <param name="StepArcSeconds">Width and height of a cell.</param>
/// <param name="Extent">Box of the file, EPSG:4490 degrees.</param>
/// <param name="CountyCells">Cells of the county; null where its outline is not known.</param>
/// <param name="CountyVoids">Cells of the county whose height is still not known.</param>
public sealed record TerrainIntakeResult(
    long? ImportId,
    int Tiles,
    int Merged,
    int StepArcSeconds,
    Envelope Extent,
    long? CountyCells,
    long? CountyVoids
)
{
    /// <summary>Share of the county whose height is not known, 0 to 1; null where its outline is not known.</summary>
    public double? VoidShare => CountyCells is > 0 and { } cells ? (double)CountyVoids!.Value / cells : null;
}

/// <summary>Imports a file of heights into the store in one transaction, over the stored heights.</summary>
public static class TerrainIntake
{
    // A slope at the border needs the heights beyond it, and a drawn line may leave the county for a stretch.
    private const double MarginMetres = 2000;

    /// <summary>
    /// Imports the file; only tiles within two kilometres of the county are kept, all tiles where its outline is not
    /// known.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="raster">The file.</param>
    /// <param name="replace">Whether stored heights are deleted first; otherwise the new ones are laid over them, and
    /// voids of the file keep the stored heights.</param>
    /// <param name="dryRun">Whether everything is rolled back at the end.</param>
    /// <param name="actor">Who imports; null for the database user.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="ImportException">The file is damaged, does not touch the county, or has cells of another size
    /// than the stored ones.</exception>
    public static async Task<TerrainIntakeResult> RunAsync(
        Database database,
        DemRaster raster,
        bool replace,
        bool dryRun,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand home = new("select longlin.home_county()", connection, transaction);
        var county = (string)(await home.ExecuteScalarAsync(cancellationToken))!;
        var outline = (
            await TerrainQuery.OutlineAsync(connection, transaction, county, null, cancellationToken)
        )?.Outline;
        var tiles = DemTiles.From(raster, outline is null ? null : Around(outline.EnvelopeInternal));
        var importId = await TerrainWriter.BeginAsync(
            connection,
            Path.GetFileName(raster.File),
            actor,
            cancellationToken
        );
        if (replace)
        {
            await TerrainWriter.KeepAsync(connection, importId, county, null, cancellationToken);
            await TerrainWriter.ClearAsync(connection, county, cancellationToken);
        }

        var (there, _) = await TerrainQuery.StepAsync(connection, transaction, county, cancellationToken);
        if (there is { } step && step != tiles.StepArcSeconds)
            throw new ImportException(
                raster.File,
                new(
                    $"格网为 {tiles.StepArcSeconds}″，库中高程为 {step}″，不能拼接；要改用此文件请加 --mode replace。",
                    $"Its cells are {tiles.StepArcSeconds}″ and those in the database {step}″: they cannot be "
                        + "joined; to use this file instead add --mode replace."
                )
            );
        var before = await TerrainQuery.ReadAsync(connection, transaction, county, tiles.Extent, cancellationToken);
        var (written, merged) = (0, 0);
        foreach (var tile in tiles.Tiles())
        {
            var old = before.Tile(tile.X, tile.Y);
            await TerrainWriter.KeepAsync(connection, importId, county, (tile.X, tile.Y), cancellationToken);
            await TerrainWriter.PutAsync(
                connection,
                county,
                old is null ? tile : tile.Over(old),
                Path.GetFileName(raster.File),
                cancellationToken
            );
            written++;
            merged += old is null ? 0 : 1;
        }

        if (written == 0)
            throw new ImportException(
                raster.File,
                new("在本县范围内没有任何高程。", "It has no elevation within the county.")
            );
        (long Cells, long Voids)? cover = outline is null
            ? null
            : TerrainCover.Count(
                outline,
                await TerrainQuery.ReadAsync(
                    connection,
                    transaction,
                    county,
                    outline.EnvelopeInternal,
                    cancellationToken
                )
            );
        await TerrainWriter.CompleteAsync(connection, importId, written, merged, cancellationToken);
        if (!dryRun)
            await transaction.CommitAsync(cancellationToken);
        return new(
            dryRun ? null : importId,
            written,
            merged,
            tiles.StepArcSeconds,
            tiles.Extent,
            cover?.Cells,
            cover?.Voids
        );
    }

    private static Envelope Around(Envelope county)
    {
        var (east, north) = Geodesy.MetresPerDegree(county.Centre.Y);
        Envelope box = new(county);
        box.ExpandBy(MarginMetres / east, MarginMetres / north);
        return box;
    }
}
