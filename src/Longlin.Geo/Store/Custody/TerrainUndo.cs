using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store.Custody;

/// <summary>Takes an import of heights back: the tiles are as it found them.</summary>
internal static class TerrainUndo
{
    /// <summary>Puts the tiles back within the caller's transaction, which holds the record of the import.</summary>
    /// <exception cref="UsageException">A later import of heights stands on it.</exception>
    public static async Task<UndoResult> RunAsync(
        NpgsqlConnection connection,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using (
            NpgsqlCommand later = new(
                "select max(id) from longlin.imports where layer = $1 and id > $2 and undone_at is null",
                connection
            )
        )
        {
            later.Parameters.Add(new() { Value = TerrainWriter.Layer });
            later.Parameters.Add(new() { Value = importId });
            if (await later.ExecuteScalarAsync(cancellationToken) is long last)
                throw new UsageException(
                    new(
                        $"导入 {importId} 之后又导入过高程，请先撤销导入 {last}。",
                        $"Elevations were imported after import {importId}: undo import {last} first."
                    )
                );
        }

        await using NpgsqlCommand undo = new(SqlFile.Text("Store.Custody.undo_terrain"), connection);
        undo.Parameters.AddWithValue("import", importId);
        await using var reader = await undo.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(TerrainWriter.Layer, reader.Get<long>("removed"), reader.Get<long>("restored"), []);
    }
}
