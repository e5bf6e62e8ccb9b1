using System.Data;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Writes all tiles of some layers to an archive or a folder: the bytes that the service gives over HTTP, all of the
/// moment at which it began.
/// </summary>
public static class TileExport
{
    // Tiles that one statement makes.
    private const int Batch = 64;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2); // the most work that a kill can cost

    /// <summary>The tiles between two zooms that the layers' extent meets, in the order of an archive.</summary>
    public static IEnumerable<(ulong Id, int Z, int X, int Y)> Tiles(double[] bounds, int minZoom, int maxZoom)
    {
        for (var z = minZoom; z <= maxZoom; z++)
        {
            var (west, north) = WebMercatorQuad.TileOf(bounds[0], bounds[3], z);
            var (east, south) = WebMercatorQuad.TileOf(bounds[2], bounds[1], z);
            // What lies in a tile's buffer only is in the neighbour too: one ring more.
            var most = (1 << z) - 1;
            List<(ulong Id, int, int, int)> level = [];
            for (var x = Math.Max(0, west - 1); x <= Math.Min(most, east + 1); x++)
            {
                for (var y = Math.Max(0, north - 1); y <= Math.Min(most, south + 1); y++)
                    level.Add((HilbertId.Of(z, x, y), z, x, y));
            }

            level.Sort();
            foreach (var tile in level)
                yield return tile;
        }
    }

    /// <summary>
    /// Exports to a PMTiles archive, or to a folder of <c>z/x/y.mvt</c> where the path does not end in <c>.pmtiles</c>.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="statement">How tiles are made.</param>
    /// <param name="layers">The layers of every tile, in this order.</param>
    /// <param name="path">Where to.</param>
    /// <param name="minZoom">Smallest zoom.</param>
    /// <param name="maxZoom">Largest zoom.</param>
    /// <param name="about">TileJSON's words about the layers.</param>
    /// <param name="progress">Told after every batch, or null.</param>
    /// <param name="cancellationToken">Stops it; an archive can be resumed.</param>
    /// <returns>Tiles that hold something.</returns>
    /// <exception cref="UsageException">Nothing lies in these layers.</exception>
    public static async Task<long> RunAsync(
        Database database,
        TileStatement statement,
        IReadOnlyList<string> layers,
        string path,
        int minZoom,
        int maxZoom,
        JsonObject about,
        IProgress<TileExportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var moment = await Moment.HoldAsync(database, cancellationToken);
        var bounds =
            await moment.BoundsAsync(layers, cancellationToken)
            ?? throw new UsageException(new("这些图层中没有对象。", "These layers have no features."));
        // An archive is only resumed with the state of the store that it was begun with; another state starts over.
        await using var state = moment.Command(
            "select coalesce(sum(hashint8(id)), 0)::text || '.' || count(*) from longlin.outbox"
        );
        var sql = SHA256.HashData(Encoding.UTF8.GetBytes(statement.For(layers))).AsSpan(0, 8);
        var made = FormattableString.Invariant(
            $"{string.Join(',', layers)}|{minZoom}|{maxZoom}|{string.Join(',', bounds)}|{Convert.ToHexString(sql)}"
        );
        var words = $"{made}|{await state.ExecuteScalarAsync(cancellationToken)}";
        return path.EndsWith(".pmtiles", StringComparison.OrdinalIgnoreCase)
            ? await ToArchiveAsync(
                moment,
                statement,
                layers,
                path,
                words,
                (bounds, minZoom, maxZoom),
                about,
                progress,
                cancellationToken
            )
            : await ToFolderAsync(
                moment,
                statement,
                layers,
                path,
                (bounds, minZoom, maxZoom),
                progress,
                cancellationToken
            );
    }

    private static async Task<long> ToFolderAsync(
        Moment moment,
        TileStatement statement,
        IReadOnlyList<string> layers,
        string path,
        (double[] Bounds, int MinZoom, int MaxZoom) span,
        IProgress<TileExportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var tiles = Tiles(span.Bounds, span.MinZoom, span.MaxZoom);
        var total = tiles.LongCount();
        long written = 0,
            done = 0;
        await foreach (var (id, bytes) in MakeAsync(moment, statement, layers, tiles, gzip: false, cancellationToken))
        {
            var (z, x, y) = HilbertId.To(id);
            if (++done % Batch == 0)
                progress?.Report(new(done, total));
            var file = Path.Combine(path, $"{z}", $"{x}", $"{y}.mvt");
            // An earlier export may have left a tile where there is nothing now.
            if (bytes.Length == 0)
            {
                if (File.Exists(file))
                    File.Delete(file);
                continue;
            }

            Directory.CreateDirectory(Path.Combine(path, $"{z}", $"{x}"));
            await File.WriteAllBytesAsync(file, bytes, cancellationToken);
            written++;
        }

        return written;
    }

    private static async Task<long> ToArchiveAsync(
        Moment moment,
        TileStatement statement,
        IReadOnlyList<string> layers,
        string path,
        string words,
        (double[] Bounds, int MinZoom, int MaxZoom) span,
        JsonObject about,
        IProgress<TileExportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var archive = PmTilesWriter.Open(path, words);
        // Listed level by level each time: a deep export has more tiles than should stand in memory.
        IEnumerable<(ulong Id, int Z, int X, int Y)> All() => Tiles(span.Bounds, span.MinZoom, span.MaxZoom);
        var total = All().LongCount();
        var done = All().LongCount(t => t.Id <= archive.Last);
        var saved = Stopwatch.GetTimestamp();
        await foreach (
            var (id, bytes) in MakeAsync(
                moment,
                statement,
                layers,
                All().Where(t => archive.Last is null || t.Id > archive.Last),
                gzip: true,
                cancellationToken
            )
        )
        {
            archive.Add(id, bytes);
            if (++done % Batch != 0)
                continue;
            if (Stopwatch.GetElapsedTime(saved) > SaveEvery)
            {
                archive.Save();
                saved = Stopwatch.GetTimestamp();
            }

            progress?.Report(new(done, total));
        }

        var tiles = archive.Tiles;
        archive.Complete(span.Bounds, span.MinZoom, span.MaxZoom, about);
        progress?.Report(new(total, total));
        return tiles;
    }

    // Several connections make batches at once; they come out in order.
    private static async IAsyncEnumerable<(ulong Id, byte[] Bytes)> MakeAsync(
        Moment moment,
        TileStatement statement,
        IReadOnlyList<string> layers,
        IEnumerable<(ulong Id, int Z, int X, int Y)> tiles,
        bool gzip,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<Task<List<(ulong, byte[])>>>(Math.Max(3, Environment.ProcessorCount));
        var feeding = Task.Run(
            async () =>
            {
                try
                {
                    // A batch is of one zoom.
                    foreach (var level in tiles.GroupBy(t => t.Z))
                    {
                        foreach (var batch in level.Chunk(Batch))
                            await queue.Writer.WriteAsync(
                                Task.Run(
                                    () => BatchAsync(moment, statement, layers, batch, gzip, stop.Token),
                                    stop.Token
                                ),
                                stop.Token
                            );
                    }
                }
                finally
                {
                    queue.Writer.Complete();
                }
            },
            CancellationToken.None
        );
        try
        {
            await foreach (var batch in queue.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (var tile in await batch)
                    yield return tile;
            }

            await feeding;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(feeding);
            while (queue.Reader.TryRead(out var left))
                await Task.WhenAny(left);
        }
    }

    private static async Task<List<(ulong, byte[])>> BatchAsync(
        Moment moment,
        TileStatement statement,
        IReadOnlyList<string> layers,
        (ulong Id, int Z, int X, int Y)[] batch,
        bool gzip,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await moment.OpenAsync(cancellationToken);
        var made = new byte[batch.Length][];
        var thin = new int[batch.Length];
        // Those beyond the budget are made again thinner, as the service does.
        for (int[] open = [.. Enumerable.Range(0, batch.Length)]; open.Length > 0; )
        {
            List<int> beyond = [];
            await using NpgsqlCommand command = new(statement.ForMany(layers), connection) { CommandTimeout = 0 };
            command.Parameters.Add(new() { Value = batch[0].Z });
            foreach (
                var values in (ReadOnlySpan<int[]>)
                    [
                        Array.ConvertAll(open, i => batch[i].X),
                        Array.ConvertAll(open, i => batch[i].Y),
                        Array.ConvertAll(open, i => thin[i]),
                    ]
            )
                command.Parameters.Add(new() { Value = values });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            foreach (var i in open)
            {
                await reader.ReadAsync(cancellationToken);
                var bytes = reader.GetFieldValue<byte[]>(0);
                if (bytes.Length > TileStatement.Budget && thin[i] < TileStatement.Thinnest)
                {
                    thin[i] = TileStatement.Thinner(thin[i], bytes.Length);
                    beyond.Add(i);
                    continue;
                }

                // The service's own encoder: the archive holds what a browser is given.
                made[i] = gzip && bytes.Length > 0 ? new CachedTile(bytes).In(TileEncoding.Gzip, out _).Bytes : bytes;
            }

            open = [.. beyond];
        }

        return [.. batch.Zip(made, (b, m) => (b.Id, m))];
    }

    // One snapshot of the store, held open by a connection of its own and shared by those that make the tiles.
    private sealed class Moment : IAsyncDisposable
    {
        private readonly Database _database;
        private readonly NpgsqlConnection _holder;
        private readonly string _name;

        private Moment(Database database, NpgsqlConnection holder, string name) =>
            (_database, _holder, _name) = (database, holder, name);

        public static async Task<Moment> HoldAsync(Database database, CancellationToken cancellationToken)
        {
            var holder = await database.Source.OpenConnectionAsync(cancellationToken);
            try
            {
                await holder.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                await using NpgsqlCommand export = new("select pg_export_snapshot()", holder);
                return new(database, holder, (string)(await export.ExecuteScalarAsync(cancellationToken))!);
            }
            catch
            {
                await holder.DisposeAsync();
                throw;
            }
        }

        public NpgsqlCommand Command(string sql) => new(sql, _holder) { CommandTimeout = 0 };

        public Task<double[]?> BoundsAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken) =>
            LayerExtents.OfAsync(_holder, layers, cancellationToken);

        // A connection that sees this moment; given back, its transaction ends.
        public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
        {
            var connection = await _database.Source.OpenConnectionAsync(cancellationToken);
            try
            {
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                // The statement takes no parameter; the name is the server's own.
                await using NpgsqlCommand see = new($"set transaction snapshot '{_name}'", connection);
                await see.ExecuteNonQueryAsync(cancellationToken);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        public ValueTask DisposeAsync() => _holder.DisposeAsync();
    }
}
